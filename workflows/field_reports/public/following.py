"""Mails to people who asked for them: following one report, and alerts for an area and a category.

An address counts only once its owner has opened the link sent to it and said yes (double opt-in). Every mail holds the
same link, where the owner says no; then the row with the address is gone.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.jobs import enqueue
from subsystems.agencies.enums import AreaLevel
from subsystems.agencies.models import Area
from workflows.engine.definitions import Step
from workflows.engine.parties import External
from workflows.engine.telling.services import queue_mail, want_mails
from workflows.field_reports.audiences import FOLLOWER_KIND
from workflows.field_reports.models import Category, FieldReport, Follower, Subscription
from workflows.field_reports.services import email_index

ALERT, CONFIRM = "field_reports.alert", "field_reports.confirm"
SEND = "engine.deliver_due"
# So many open questions at one address, and it gets no further mail today: nobody is flooded through this form.
OPEN_QUESTIONS = 5
UNCONFIRMED_FOR = timedelta(days=7)

Row = Follower | Subscription
_MODELS: Mapping[str, type[Row]] = {"follower": Follower, "subscription": Subscription}


class FollowForm(forms.Form):
    """The address of somebody who wants to follow one report."""

    email = forms.EmailField(label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class SubscribeForm(FollowForm):
    """The address of somebody who wants to hear of new reports, and of which."""

    area = forms.ModelChoiceField(
        label=_("Commune or ward"), queryset=Area.objects.none(), required=False, empty_label=_("The whole province")
    )
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), required=False, empty_label=_("All categories")
    )
    field_order = ("area", "category", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes = Area.objects.valid_on().filter(level=AreaLevel.COMMUNE).order_by("name")
        self.fields["area"].queryset = communes  # type: ignore[attr-defined]
        kinds = Category.objects.filter(parent__isnull=False, is_active=True)
        self.fields["category"].queryset = kinds  # type: ignore[attr-defined]


@transaction.atomic
def follow(report: FieldReport, email: str) -> Follower:
    """Ask to follow a public report; a mail asks the owner of the address. Asking again gives the row that is there."""
    row, _is_new = Follower.objects.get_or_create(
        report=report, email_index=email_index(email), defaults={"email": email.strip(), "token": new_token()}
    )
    _ask_owner("follower", row)
    return row


@transaction.atomic
def subscribe(email: str, area: Area | None, category: Category | None) -> Subscription:
    """Ask for mails about new public reports; a mail asks the owner of the address."""
    row, _is_new = Subscription.objects.get_or_create(
        email_index=email_index(email),
        area=area,
        category=category,
        defaults={"email": email.strip(), "token": new_token()},
    )
    _ask_owner("subscription", row)
    return row


def new_token() -> str:
    """The secret in the links of one row: 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def _ask_owner(kind: str, row: Row) -> None:
    """Queue the mail that asks, once a day at most; nothing for an address that said yes already."""
    now = timezone.now()
    if row.confirmed_at or _open_questions(row.email_index) > OPEN_QUESTIONS:
        return
    key = f"confirm:{kind}:{row.pk}:{timezone.localdate(now):%Y%m%d}"
    if queue_mail(key, CONFIRM, {"kind": kind, "pk": row.pk}, now=now):
        enqueue(SEND, unique_key=SEND)


def _open_questions(index: str) -> int:
    since = timezone.now() - timedelta(days=1)
    return sum(
        model.objects.filter(email_index=index, confirmed_at=None, created_at__gte=since).count()
        for model in (Follower, Subscription)
    )


def row_of(token: str) -> Row | None:
    """Whose link this is; ``None`` when nobody's (any more)."""
    follower = Follower.objects.select_related("report__category", "report__area").filter(token=token).first()
    return follower or Subscription.objects.select_related("area", "category").filter(token=token).first()


@transaction.atomic
def confirm(row: Row) -> None:
    """The owner of the address says yes; saying it twice is the same."""
    if row.confirmed_at is None:
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
    if isinstance(row, Follower):
        want_mails(External(FOLLOWER_KIND, str(row.pk)), wanted=True)


def stop(row: Row) -> None:
    """The owner of the address says no: the row goes, and the address with it."""
    row.delete()


def forget_unconfirmed() -> int:
    """Delete addresses whose owners never answered; returns how many."""
    before = timezone.now() - UNCONFIRMED_FOR
    return sum(
        model.objects.filter(confirmed_at=None, created_at__lt=before).delete()[0] for model in (Follower, Subscription)
    )


# --- alerts --------------------------------------------------------------------------------------------------------


def subscribers_of(report: FieldReport) -> QuerySet[Subscription]:
    """The confirmed subscriptions that a report belongs to."""
    area, category = Q(area=None) | Q(area=report.area_id), Q(category=None) | Q(category=report.category_id)
    return Subscription.objects.filter(area, category, confirmed_at__isnull=False).order_by("pk")


def follow_with_alerts(step: Step, before: Mapping[str, Any]) -> None:
    """A report that has become public is told to those who asked; by a job, since they may be many."""
    if step.case.is_public and not before["is_public"] and subscribers_of(step.case).exists():
        enqueue(ALERT, {"report": step.case.pk})


def queue_alerts(report_id: int) -> int:
    """Put the mails about a report into the outbox, each once however often this runs; returns how many are new."""
    report = FieldReport.objects.public().filter(pk=report_id).first()
    if report is None:
        return 0
    new = 0
    for subscription in subscribers_of(report).iterator():
        key = f"alert:{subscription.pk}:{report.pk}"
        arguments = {"subscription": subscription.pk, "report": report.pk}
        new += queue_mail(key, ALERT, arguments, topic=f"alert:{report.pk}") is not None
    if new:
        enqueue(SEND, unique_key=SEND)
    return new
