"""What every model of law text has in common: drafts, history, preview, a lock, and approval by somebody else."""

from typing import Any, ClassVar, Self

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, Revision, RevisionMixin, WorkflowMixin


class LawText(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    """Content that changes what the law says, or says about it.

    A row's columns hold what is published; drafts live in its revisions. Whichever way a draft is published (by the
    workflow, on schedule, from the history), ``publish`` refuses a person who wrote any part of it, a superuser too.
    Nothing is unpublished or deleted: law ends by an amendment.
    """

    # Columns that belong to the row as a whole: publishing an older draft must not bring their old values back.
    kept_when_reverting: ClassVar[tuple[str, ...]] = ("source_digest",)

    class Meta:
        abstract = True

    def with_content_json(self, content: Any) -> Self:
        draft = super().with_content_json(content)
        for name in self.kept_when_reverting:
            setattr(draft, name, getattr(self, name))
        return draft

    def draft_authors(self) -> set[int]:
        """The ids of everybody who wrote a part of what is not published yet."""
        unpublished = self.revisions.exclude(user=None)
        if self.live_revision:
            unpublished = unpublished.filter(created_at__gt=self.live_revision.created_at)
        return set(unpublished.values_list("user_id", flat=True))

    @transaction.atomic
    def publish(self, revision: Revision, user: Any = None, **kwargs: Any) -> Any:
        """Bring a draft into force, with all that follows from it; ``user`` is empty only for scheduled publishing
        (approved before) and for commands."""
        if user is not None and user.pk in self.draft_authors() | {revision.user_id}:
            raise PermissionDenied(_("Law text is published by somebody who did not write it."))
        result = super().publish(revision, user=user, **kwargs)
        type(self).objects.get(pk=self.pk).after_publish()
        return result

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        raise PermissionDenied(_("Law text is not taken back; an amendment changes or repeals it."))

    def after_publish(self) -> None:
        """What else has to change once a draft is in force; runs in the same transaction."""
