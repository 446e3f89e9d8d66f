"""Which changes make public pages old: all, but those of records that no public page shows."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.signals import post_page_move

from ioc_site.common.freshness import purge

# Records of the machinery. Whatever is not named here counts as shown, so that a new room is fresh from the start.
UNSHOWN_APPS = {
    "admin",
    "auth",
    "axes",
    "contenttypes",
    "otp_static",
    "otp_totp",
    "qsessions",
    "sessions",
    "signin",
    "wagtailsearch",
}
UNSHOWN_MODELS = {
    "common.accesslog",
    "common.job",
    "common.publicversion",
    "engine.event",
    "engine.eventdetail",
    # Copies of what reports say; their writers purge by themselves, and without signals they are deleted in one query.
    "field_reports.mapcell",
    "field_reports.mapchange",
    "field_reports.mappoint",
    "field_reports.tally",
    "field_reports.tallyrun",
    # Computed by a job that purges when a score has changed.
    "indicators.qualitycount",
    "indicators.qualityrun",
    "indicators.qualityscore",
    "reports.dailysignins",
    "reports.dailyviews",
    "wagtailadmin.editingsession",
    "wagtailadmin.formstate",
    "wagtailcore.comment",
    "wagtailcore.commentreply",
    "wagtailcore.modellogentry",
    "wagtailcore.pagelogentry",
    "wagtailcore.pagesubscription",
    "wagtailcore.referenceindex",
    "wagtailcore.revision",
    "wagtailcore.task",
    "wagtailcore.taskstate",
    "wagtailcore.uploadedfile",
    "wagtailcore.workflow",
    "wagtailcore.workflowstate",
    "wagtailimages.rendition",
    "wagtailusers.userprofile",
}
# A draft or a sign-in changes these columns alone; readers see neither.
UNSHOWN_FIELDS = {
    "draft_title",
    "has_unpublished_changes",
    "last_login",
    "latest_revision",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by",
    "password",
}


def shown_models() -> Iterator[type[Model]]:
    """The models whose rows a public page may show."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in UNSHOWN_APPS and model._meta.label_lower not in UNSHOWN_MODELS:
            yield model


def connect_all() -> None:
    """Connect model by model: a receiver for all senders would slow down bulk deletes of sessions and jobs too."""
    for model in shown_models():
        post_save.connect(_saved, sender=model, dispatch_uid=f"pagecache.saved.{model._meta.label}")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"pagecache.deleted.{model._meta.label}")
        if model._meta.auto_created:
            m2m_changed.connect(_linked, sender=model, dispatch_uid=f"pagecache.linked.{model._meta.label}")
    # Moving a page writes the paths below it past the models.
    post_page_move.connect(_changed, dispatch_uid="pagecache.moved")


def _saved(update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    if not update_fields or not set(update_fields) <= UNSHOWN_FIELDS:
        purge()


def _changed(**kwargs: Any) -> None:
    purge()


def _linked(action: str = "", **kwargs: Any) -> None:
    if action.startswith("post_"):
        purge()
