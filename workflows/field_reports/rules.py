"""What automatic rules can ask about a field report."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from subsystems.agencies.models import Area
from workflows.field_reports.enums import Outcome, Source
from workflows.field_reports.models import Category
from workflows.field_reports.options import handling_agencies
from workflows.rules.facts import Fact, FactKind, agency_fact
from workflows.rules.kinds import Assignment, RuleKind, register_kind


def _categories() -> list[tuple[str, Any]]:
    return list(Category.objects.order_by("name").values_list("code", "name"))


def _areas() -> list[tuple[str, Any]]:
    return [(area.slug, area.full_name) for area in Area.objects.valid_on().order_by("name")]


def _category(case: Any) -> set[str]:
    """The category and the group that it belongs to."""
    parent = case.category.parent
    return {case.category.code, parent.code} if parent else {case.category.code}


FACTS = (
    Fact(
        name="category",
        label=_("Category"),
        kind=FactKind.CHOICE,
        value=lambda subject: _category(subject.case),
        choices=_categories,
    ),
    Fact(
        name="area",
        label=_("Area"),
        kind=FactKind.CHOICE,
        value=lambda subject: subject.case.area.slug if subject.case.area else None,
        choices=_areas,
    ),
    agency_fact("agency", _("Agency in charge")),
    Fact(name="urgent", label=_("urgent"), kind=FactKind.BOOLEAN, value=lambda subject: subject.case.is_urgent),
    Fact(
        name="source",
        label=_("source"),
        kind=FactKind.CHOICE,
        value=lambda subject: subject.case.source,
        choices=lambda: Source.choices,
    ),
    Fact(
        name="outcome",
        label=_("outcome"),
        kind=FactKind.CHOICE,
        value=lambda subject: subject.case.outcome,
        choices=lambda: Outcome.choices,
    ),
    Fact(name="rating", label=_("rating"), kind=FactKind.NUMBER, value=lambda subject: subject.case.rating),
    Fact(
        name="words",
        label=_("description"),
        kind=FactKind.TEXT,
        value=lambda subject: subject.case.description,
    ),
)


def register() -> None:
    register_kind(
        RuleKind(
            workflow="field_report",
            agency_of=lambda case: case.agency_id,
            facts=FACTS,
            read_with=("category__parent", "area", "agency"),
            assignment=Assignment(
                "assign", "agency", _("Agency in charge"), lambda user: handling_agencies(None, user)
            ),
        )
    )
