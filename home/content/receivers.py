"""What this room listens to: Wagtail's log of editorial steps."""

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import ModelLogEntry, PageLogEntry, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from home.content.telling import tell_of_step

# Wagtail's own mails of the same steps, by the names under which its admin connects them: plain text in half-translated
# English, and to authors who may not approve. The first to take a name has it.
_REPLACED = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def connect() -> None:
    """Called when the apps are ready, this room's before Wagtail's admin."""
    for log in (PageLogEntry, ModelLogEntry):
        post_save.connect(tell_of_step, sender=log, dispatch_uid=f"editorial_mails_{log.__name__}")
    for signal, sender, name in _REPLACED:
        signal.connect(_say_nothing, sender=sender, dispatch_uid=name)


def _say_nothing(**kwargs: Any) -> None:
    """Stands where Wagtail would send a mail of its own."""
