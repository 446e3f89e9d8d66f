"""Naming a deputy for the time that one is away, and ending it early."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.permissions import require
from subsystems.agencies.models import Agency, Membership, User
from subsystems.agencies.scoping import agencies_with_role
from workflows.engine import deputies
from workflows.engine.models import Deputyship
from workflows.engine.permissions import user_can_end_deputyship

LONGEST_DAYS = 90


@transaction.atomic
def name_deputy(
    person: User,
    deputy: User,
    agency: Agency,
    first_day: date,
    last_day: date,
    reason: str = "",
    *,
    is_demo: bool = False,
) -> Deputyship:
    """Let ``deputy`` stand in for ``person`` in an agency of both, for a time.

    Raises ``ValidationError`` by field: for a time that is over, upside down or too long, for a deputy who does not
    work there, who is away too or who is oneself, and for a second deputy at the same time.
    """
    people = User.objects.select_for_update().filter(pk__in=[person.pk, deputy.pk]).order_by("pk")
    list(people)  # two who name each other at once come one after the other
    errors = _problems_of_time(first_day, last_day) | _problems_of_people(person, deputy, agency, first_day, last_day)
    if errors:
        raise ValidationError(errors)
    row = Deputyship(
        person=person,
        deputy=deputy,
        agency=agency,
        first_day=first_day,
        last_day=last_day,
        reason=reason.strip(),
        is_demo=is_demo,
    )
    row.full_clean()
    row.save()
    transaction.on_commit(deputies.forget)
    return row


def _problems_of_time(first_day: date, last_day: date) -> dict[str, str]:
    if last_day < first_day:
        return {"last_day": _("The last day is before the first.")}
    if last_day < timezone.localdate():
        return {"last_day": _("This time is over.")}
    if last_day - first_day >= timedelta(days=LONGEST_DAYS):
        return {"last_day": _("A deputy can be named for %(days)s days at most.") % {"days": LONGEST_DAYS}}
    return {}


def _problems_of_people(person: User, deputy: User, agency: Agency, first_day: date, last_day: date) -> dict[str, str]:
    if deputy.pk == person.pk:
        return {"deputy": _("Nobody stands in for himself.")}
    if agency.pk not in {own.pk for own in agencies_with_role(person)}:
        return {"deputy": _("You do not work for this agency.")}
    works = Membership.objects.valid_on(first_day).filter(user=deputy, agency=agency)
    if not deputy.is_active or not works.exists():
        return {"deputy": _("This person does not work for the agency at that time.")}
    others = Deputyship.objects.overlapping(first_day, last_day)
    if others.filter(person=person, agency=agency).exists():
        return {"first_day": _("You have named a deputy for this time already; end that first.")}
    if others.filter(person=deputy, agency=agency).exists():
        return {"deputy": _("This person is away at that time too.")}
    if others.filter(Q(deputy=person), agency=agency).exists():
        return {"first_day": _("You stand in for somebody else at that time; nobody stands in for a deputy.")}
    return {}


@transaction.atomic
def end_deputyship(row: Deputyship, user: User) -> Deputyship:
    """End it now; ending one that is over changes nothing. Raises ``PermissionDenied``."""
    locked = Deputyship.objects.select_for_update().get(pk=row.pk)
    require(user_can_end_deputyship(user, locked))
    if not locked.is_over:
        locked.ended_at, locked.ended_by = timezone.now(), user
        locked.save(update_fields=["ended_at", "ended_by"])
        transaction.on_commit(deputies.forget)
    return locked
