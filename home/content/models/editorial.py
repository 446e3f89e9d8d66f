"""What every page of the portal inherits: four eyes on each way to publish, and the workflow task that asks for them.

Wagtail publishes through several doors: the edit view, the workflow, bulk actions, copies, aliases, schedules, the API.
They meet in two places, the permission tester of a page and ``publish()``; both are closed here, so that a door
that a later version adds is closed too. ``home.content.checks`` refuses to start with a page type that does not inherit
``EditorialPage``.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import AbstractGroupApprovalTask, Page, PagePermissionTester, PageViewRestriction, TaskState

from home.content.permissions import user_can_approve
from home.page_links import PageLink


class PublishingRefused(PermissionDenied):
    """A draft that may not go live; the message says why, for the person who tried."""


class FourEyesRefused(PublishingRefused):
    """Somebody tried to publish or approve what he wrote himself; the message is the reason, for him to read."""


class EditorialPermissionTester(PagePermissionTester):
    """Wagtail's page permissions with four eyes, for administrators too."""

    def holds_publish(self) -> bool:
        """Whether the user is a publisher of this page at all, whoever wrote the draft."""
        return super().can_publish()

    def can_publish(self) -> bool:
        return super().can_publish() and bool(user_can_approve(self.user, self.page))

    def can_publish_subpage(self) -> bool:
        """Nobody: a page that is created or copied is the work of the one who does it."""
        return False

    def can_unschedule(self) -> bool:
        return self.holds_publish()

    def can_set_view_restrictions(self) -> bool:
        return self.holds_publish()


class DraftCopyForm(CopyForm):
    """Copies a page as a draft: a copy has a new title and address that nobody has read yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("publish_copies", "alias"):
            self.fields.pop(field, None)


class EditorialPage(Page):
    """A page that goes live only when somebody who did not write it says so."""

    copy_form_class = DraftCopyForm
    # Set on the one object that answers a request (home.routing): neither it nor a page above it is restricted.
    found_open = False
    found_below: tuple[PageLink, ...] | None = None

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> EditorialPermissionTester:
        return EditorialPermissionTester(user, self)

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """As Wagtail's own, without asking again what was read when the page was found by its address."""
        if self.found_open:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def publish(self, revision: Any, user: Any = None, **kwargs: Any) -> Any:
        """Publish a revision; raises ``FourEyesRefused`` when ``user`` is one of its authors.

        Without a user it is the portal itself that publishes: a schedule that was approved, or the loading of the
        texts that it is delivered with.
        """
        if user is not None:
            decision = user_can_approve(user, self)
            if not decision:
                raise FourEyesRefused(str(decision.reason))
        return super().publish(revision, user=user, **kwargs)


class FourEyesApprovalTask(AbstractGroupApprovalTask):
    """Approval by a member of the chosen groups who did not write what he approves."""

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")

    @classmethod
    def get_description(cls) -> str:
        return gettext("Members of the chosen groups can approve, except what they wrote themselves")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        actions = super().get_actions(obj, user)
        if actions and not user_can_approve(user, obj):
            return [action for action in actions if action[0] != "approve"]
        return actions

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Decide on a page that waits; the page is the task state's own, whatever page the address named."""
        waiting = TaskState.objects.select_for_update(of=("self",)).get(pk=task_state.pk).specific
        content = waiting.workflow_state.content_object
        page = getattr(content, "specific", content)  # a snippet has no more specific form
        if not any(name == action_name for name, *_rest in self.get_actions(page, user)):
            decision = user_can_approve(user, page)
            raise FourEyesRefused(str(decision.reason or _("You may not decide on this page.")))
        return super().on_action(waiting, user, action_name, **kwargs)
