"""What the steps of a matter let people choose from, and what must hold for them; asked anew each time."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from subsystems.agencies.enums import AgencyKind
from subsystems.agencies.models import Agency
from subsystems.monitoring.enums import IrrelevantReason, Tone, Urgency
from subsystems.monitoring.models.mention import Mention
from subsystems.monitoring.models.topic import Topic
from workflows.engine.definitions import Step

# So many stand in the list of matters to join with.
MOST_MATTERS = 300

Choices = Iterable[tuple[str, Any]]


def tones(case: Any) -> Choices:
    return Tone.choices


def urgencies(case: Any) -> Choices:
    return [(str(value), label) for value, label in Urgency.choices]


def reasons(case: Any) -> Choices:
    return IrrelevantReason.choices


def topics(case: Any, actor: Any) -> QuerySet:
    return Topic.objects.filter(is_active=True)


def agencies(case: Any, actor: Any) -> QuerySet:
    """Agencies that can be asked today: all but the People's Committee of the province itself."""
    return Agency.objects.valid_on().exclude(kind=AgencyKind.PROVINCE)


def other_matters(case: Any, actor: Any) -> QuerySet:
    """Matters that this one can be joined with: the newest ones that are still being dealt with."""
    open_ones = type(case).objects.exclude(pk=case.pk).filter(state__in=case.workflow.group("unfinished"))
    newest = open_ones.order_by("-pk").values("pk")[:MOST_MATTERS]
    return type(case).objects.filter(pk__in=newest).select_related("story").order_by("-pk")


def all_matters(case: Any, actor: Any) -> QuerySet:
    return type(case).objects.all()


def mentions_of(case: Any, actor: Any) -> QuerySet:
    return Mention.objects.filter(story=case.story_id).select_related("source").order_by("id")


def today() -> date:
    return timezone.localdate()


def in_three_months() -> date:
    return timezone.localdate() + timedelta(days=92)


def check_links(step: Step) -> None:
    """Whatever answer is called a link must be one that people can follow."""
    wrong = {}
    for name, value in step.data.items():
        if name.endswith("_url") and value:
            try:
                URLValidator(schemes=["http", "https"])(value)
            except ValidationError:
                wrong[name] = _("This is not a web address.")
    if wrong:
        raise ValidationError(wrong)


def has_several_mentions(case: Any) -> Decision:
    if case.story.mention_count > 1:
        return ALLOWED
    return Refused(gettext_lazy("There is only one mention; nothing can be split from it."))


def leaves_some(step: Step) -> None:
    """A story keeps at least one mention."""
    if len(step.data["mentions"]) >= step.case.story.mentions.count():
        raise ValidationError({"mentions": _("Leave at least one mention where it is.")})


def not_yet_false(case: Any) -> Decision:
    if case.is_misinformation:
        return Refused(gettext_lazy("This is marked as misinformation already."))
    return ALLOWED


def was_false(case: Any) -> Decision:
    if case.is_misinformation:
        return ALLOWED
    return Refused(gettext_lazy("This is not marked as misinformation."))
