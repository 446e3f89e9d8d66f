"""What every model of law text has in common: drafts, history, preview, a lock, and approval by somebody else."""

from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, Revision, RevisionMixin, WorkflowMixin

from home.content.models import FourEyesRefused, PublishingRefused
from home.content.permissions import user_can_approve
from home.regulation.permissions import user_can_view_law_text
from subsystems.agencies.scoping import AnyUser, ScopedQuerySet


class LawTextQuerySet(ScopedQuerySet):
    """Law text belongs to no agency: drafts are for those who keep it."""

    def visible_to(self, user: AnyUser) -> Self:
        return self.all() if user_can_view_law_text(user) else self.none()


class LawText(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    """Content that changes what the law says, or says about it.

    A row's columns hold what is published; drafts live in its revisions. Whichever way a draft is published (by the
    workflow, on schedule, from the history), ``publish`` refuses a person who wrote any part of it, a superuser too.
    Nothing is unpublished or deleted: law ends by an amendment.
    """

    # Columns that belong to the row as a whole: publishing an older draft must not bring their old values back.
    kept_when_reverting: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def with_content_json(self, content: Any) -> Self:
        draft = super().with_content_json(content)
        # Read anew: this instance may be as old as the draft.
        now = type(self)._default_manager.filter(pk=self.pk).only(*self.kept_when_reverting).first()
        for name in self.kept_when_reverting if now else ():
            setattr(draft, name, getattr(now, name))
        return draft

    @transaction.atomic
    def publish(self, revision: Revision, user: Any = None, **kwargs: Any) -> Any:
        """Put a draft in force, in one transaction with all that follows from it (see ``receivers``).

        ``user`` is empty for what was approved before (a schedule) and for commands. Raises ``FourEyesRefused``, and
        ``LawTextRefused`` when the draft does not fit what is in force.
        """
        if user is not None:
            decision = user_can_approve(user, self)
            if not decision:
                raise FourEyesRefused(str(decision.reason))
        return super().publish(revision, user=user, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page on which the text stands, as it would read with this draft in force."""
        from home.regulation.previews import preview  # it reads these models

        return preview(self, request)

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        raise LawTextRefused(_("Law text is not taken back; an amendment changes or repeals it."))


class SourcedText(LawText):
    """Law text that comes from a file, or that another row brought, and that staff may have corrected since.

    ``source_digest`` remembers what the source said last, so that reading it again tells a correction made by staff
    from a change of the source (see ``services.sourced``).
    """

    kept_when_reverting: ClassVar[tuple[str, ...]] = ("source_digest",)

    source_digest = models.CharField(max_length=64, editable=False, default="")

    class Meta:
        abstract = True


class LawTextRefused(PublishingRefused):
    """A draft that cannot be put in force as it stands; the message says why, for the person who tried."""
