"""What automatic rules can ask about a matter of the monitoring of online information."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from subsystems.monitoring.models import Topic
from workflows.rules.facts import Fact, FactKind, agency_fact
from workflows.rules.kinds import RuleKind, register_kind


def _topics() -> list[tuple[str, Any]]:
    return [(str(topic.pk), str(topic)) for topic in Topic.objects.order_by("name")]


FACTS = (
    Fact(
        name="topic",
        label=_("topic"),
        kind=FactKind.CHOICE,
        value=lambda subject: subject.case.topic_id,
        choices=_topics,
    ),
    agency_fact("agency", _("agency")),
    Fact(name="urgency", label=_("urgency"), kind=FactKind.NUMBER, value=lambda subject: subject.case.urgency),
    Fact(
        name="misinformation",
        label=_("misinformation"),
        kind=FactKind.BOOLEAN,
        value=lambda subject: subject.case.is_misinformation,
    ),
    Fact(name="title", label=_("title"), kind=FactKind.TEXT, value=lambda subject: subject.case.story.title),
)


def register() -> None:
    register_kind(
        RuleKind(
            workflow="matter",
            agency_of=lambda case: case.agency_id,
            facts=FACTS,
            read_with=("agency", "story"),
        )
    )
