"""How Sở TTTT gathers and proposes commendations (Article 10 clause 3). Discipline cases are never counted."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.counting import counting_measure
from ioc_site.common.measures import Period, register_measure
from ioc_site.common.subsystems import Subsystem
from workflows.conduct.models import Commendation

SETTLED = ("proposed", "approved", "announced", "declined")
SETTLED_WITHIN = timedelta(days=30)


def _gathered(agency: Any, period: Period) -> QuerySet[Commendation]:
    """Commendations of the period that reached Sở TTTT and were settled, or have lain there for 30 days."""
    rows = Commendation.objects.filter(created_at__range=period.moments)
    rows = rows.exclude(state__in=("draft", "returned", "withdrawn"))
    return rows.filter(Q(state__in=SETTLED) | Q(state_since__lt=timezone.now() - SETTLED_WITHIN))


def register() -> None:
    """Called when the app is ready."""
    register_measure(
        counting_measure(
            "conduct.commendations",
            _("Commendations proposed to the Chairman within 30 days"),
            (Citation(REGULATION, 10, 3),),
            records=_gathered,
            passing=Q(state__in=SETTLED),
            # Who may not know of a case yet gets no link to it: the screen of the case asks again.
            describe=lambda case: (str(case.reference), reverse("commendation_case", args=[case.reference])),
            nothing=_("No commendation was to be proposed in this period."),
            applies=lambda agency: Subsystem.FIELD_REPORTS.value in agency.leads,
            elsewhere=_("Another agency is in charge of this."),
            advice=_("Give an opinion on what lies there, and propose it or return it."),
            action=reverse_lazy("commendation_desk"),
        )
    )
