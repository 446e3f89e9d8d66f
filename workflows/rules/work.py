"""What of the follow-ups waits for a person."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows.engine.work import WorkSource, register_work
from workflows.rules.queries import waiting


def register() -> None:
    register_work(
        WorkSource(
            workflow="follow_up",
            label=_("Follow-ups"),
            waiting=waiting,
            title=lambda case: case.title,
            list_url=lambda user: reverse("follow_ups"),
            order=90,
        )
    )
