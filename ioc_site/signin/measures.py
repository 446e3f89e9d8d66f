"""How the portal proves that people protect their accounts (Article 9 clause 3): by a second factor."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.counting import counting_measure
from ioc_site.common.measures import Period, register_measure
from reports.measures import members_of
from subsystems.agencies.models import User


def _accounts(agency: Any, period: Period) -> QuerySet[User]:
    devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    return members_of(agency, period).annotate(is_protected=Exists(devices))


def register() -> None:
    """Called when the app is ready."""
    register_measure(
        counting_measure(
            "signin.protected",
            _("Accounts with a second factor"),
            (Citation(REGULATION, 9, 3),),
            records=_accounts,
            passing=Q(is_protected=True),
            describe=lambda user: (str(user), ""),
            nothing=_("Nobody of the agency has an account."),
            advice=_("Ask those without one to set up a second factor on the page of their account."),
        )
    )
