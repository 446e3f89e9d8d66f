"""What automatic rules can ask about a data delivery."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from subsystems.indicators.enums import DeliverySource
from subsystems.indicators.models import IndicatorSet
from workflows.rules.facts import Fact, FactKind, agency_fact
from workflows.rules.kinds import RuleKind, register_kind


def _sets() -> list[tuple[str, Any]]:
    return [(row.code, str(row)) for row in IndicatorSet.objects.order_by("code")]


FACTS = (
    Fact(
        name="set",
        label=_("indicator set"),
        kind=FactKind.CHOICE,
        value=lambda subject: subject.case.indicator_set.code,
        choices=_sets,
    ),
    agency_fact("agency", _("agency")),
    Fact(
        name="way",
        label=_("way in"),
        kind=FactKind.CHOICE,
        value=lambda subject: subject.case.source,
        choices=lambda: DeliverySource.choices,
    ),
    Fact(name="errors", label=_("errors"), kind=FactKind.NUMBER, value=lambda subject: subject.case.error_count),
)


def register() -> None:
    register_kind(
        RuleKind(
            workflow="delivery",
            agency_of=lambda case: case.agency_id,
            facts=FACTS,
            read_with=("agency", "indicator_set"),
        )
    )
