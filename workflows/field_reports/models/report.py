"""The field report itself, its photos, and the history of its public text."""

import secrets
from typing import Any, ClassVar

from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from ioc_site.common.folding import words_of
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, Area, User
from subsystems.agencies.scoping import AnyUser, has_role, readable_agency_ids, sees_all_agencies
from workflows.engine.deputies import seen_by_deputies
from workflows.engine.models import Case, CaseQuerySet
from workflows.field_reports.enums import (
    ExtensionState,
    Outcome,
    PhotoKind,
    RejectionReason,
    Source,
)
from workflows.field_reports.models.catalogue import Category


def private_storage() -> Storage:
    """Where originals stand: never served by address."""
    return storages["private"]


class FieldReportQuerySet(CaseQuerySet):
    """Reports, and who may see which."""

    @seen_by_deputies
    def visible_to(self, user: AnyUser) -> "FieldReportQuerySet":
        """Staff's view: moderators, leaders and auditors see all, an agency what was ever sent to it."""
        if not user.is_authenticated:
            return self.none()
        if sees_all_agencies(user, Role.MODERATOR, Role.LEADER):
            return self
        if not has_role(user, Role.OFFICER, Role.HEAD):
            return self.none()
        return self.filter(agency__in=readable_agency_ids(user))

    def public(self) -> "FieldReportQuerySet":
        """What everybody may see."""
        return self.filter(is_public=True)


class FieldReport(Case):
    """A problem in the field that somebody reported.

    ``description`` is what the reporter wrote and stays as it came; ``public_description`` is the edited copy that
    everybody reads. ``latitude`` and ``longitude`` are WGS 84 degrees. ``is_public`` turns true when a moderator
    accepts it and can be switched off again. ``answers`` maps question codes of the category to text or lists of text.
    Who reported stands apart, in ``Reporter`` (Law 91/2025/QH15).
    """

    source = models.CharField(_("source"), max_length=20, choices=Source.choices, default=Source.WEB)
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="reports", db_index=False
    )
    area = models.ForeignKey(
        Area,
        verbose_name=_("area"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
        db_index=False,
    )
    agency = models.ForeignKey(
        Agency,
        verbose_name=_("agency"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
        db_index=False,
    )
    handler = models.ForeignKey(
        User,
        verbose_name=_("handler"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    description = models.TextField(_("description"), max_length=5000)
    public_description = models.TextField(_("public description"), max_length=5000, blank=True)
    public_address = models.CharField(_("public address"), max_length=300, blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    occurred_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    is_public = models.BooleanField(_("public"), default=False)
    is_urgent = models.BooleanField(_("urgent"), default=False)

    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    result = models.TextField(_("result"), max_length=5000, blank=True)
    rejection = models.CharField(_("reason"), max_length=20, choices=RejectionReason.choices, blank=True)
    duplicate_of = models.ForeignKey(
        "self", verbose_name=_("duplicate of"), null=True, blank=True, on_delete=models.PROTECT, related_name="copies"
    )
    split_from = models.ForeignKey(
        "self", verbose_name=_("split from"), null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    asked_from = models.CharField(max_length=40, blank=True, editable=False)
    extension = models.CharField(
        _("extension"), max_length=10, choices=ExtensionState.choices, default=ExtensionState.NONE, blank=True
    )
    extension_until = models.DateTimeField(_("extension until"), null=True, blank=True)
    is_extended = models.BooleanField(_("deadline was extended"), default=False)

    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("reopened"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    rating_comment = models.TextField(_("comment on the rating"), max_length=1000, blank=True)
    rated_at = models.DateTimeField(_("rated"), null=True, blank=True)

    private_nonce = models.CharField(max_length=64, default=secrets.token_hex, editable=False)
    private_hash = models.CharField(max_length=64, unique=True, editable=False)
    sending_key = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 - NULL repeats
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)
    anonymised_at = models.DateTimeField(_("anonymised"), null=True, editable=False)
    folded = models.TextField(editable=False, default="")
    public_folded = models.TextField(editable=False, default="")

    objects: ClassVar[Any] = FieldReportQuerySet.as_manager()
    read_with: ClassVar[tuple[str, ...]] = ("category", "reporter")
    # What came with a new report, until its opening has saved it (see effects.save_incoming).
    incoming: Any = None

    class Meta(Case.Meta):
        verbose_name = _("field report")
        verbose_name_plural = _("field reports")
        indexes = [
            *Case.Meta.indexes,
            models.Index(fields=["-created_at", "-id"], name="report_newest"),
            # Open reports are few and closed ones are many, so a list of either has an index of its own.
            models.Index(
                fields=["-created_at", "-id", "state"],
                name="report_open_new",
                condition=models.Q(finished_at__isnull=True),
            ),
            models.Index(
                fields=["-created_at", "-id"], name="report_closed_new", condition=models.Q(finished_at__isnull=False)
            ),
            models.Index(fields=["agency", "-created_at", "-id"], name="report_agency_new"),
            models.Index(
                fields=["agency", "-created_at", "-id", "state"],
                name="report_agency_open",
                condition=models.Q(finished_at__isnull=True),
            ),
            models.Index(fields=["handler", "-created_at", "-id"], name="report_handler_new"),
            models.Index(
                fields=["-created_at", "-id"],
                name="report_more_time",
                condition=models.Q(extension="asked", finished_at__isnull=True),
            ),
            models.Index(fields=["category", "-created_at", "-id"], name="report_category_new"),
            models.Index(fields=["area", "-created_at", "-id"], name="report_area_new"),
            models.Index(fields=["-created_at", "-id"], name="report_public_new", condition=models.Q(is_public=True)),
            models.Index(
                fields=["-created_at", "-id"],
                name="report_public_open",
                condition=models.Q(is_public=True, finished_at__isnull=True),
            ),
            models.Index(
                fields=["latitude", "longitude"], name="report_public_place", condition=models.Q(is_public=True)
            ),
            models.Index(
                fields=["agency", "clock_due_at"],
                name="report_agency_due",
                condition=models.Q(clock_due_at__isnull=False),
            ),
            # What an agency resolved, and how it was rated, in a period: counted for evidence from the index alone.
            models.Index(
                fields=["agency", "resolved_at", "deadline_at"],
                name="report_agency_resolved",
                condition=models.Q(resolved_at__isnull=False),
            ),
            models.Index(
                fields=["agency", "rated_at", "rating"],
                name="report_agency_rated",
                condition=models.Q(rated_at__isnull=False),
            ),
            models.Index(
                fields=["finished_at"],
                name="report_to_anonymise",
                condition=models.Q(finished_at__isnull=False, anonymised_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating__isnull=True) | models.Q(rating__range=(1, 5)), name="report_rating_range"
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True) | models.Q(latitude__range=(-90, 90)),
                name="report_latitude_range",
            ),
            models.CheckConstraint(
                condition=models.Q(longitude__isnull=True) | models.Q(longitude__range=(-180, 180)),
                name="report_longitude_range",
            ),
        ]

    def fold_text(self) -> None:
        """Bring the folded words up to date that the search compares: staff search what the reporter wrote, the public
        what it may read."""
        self.folded = " ".join(words_of(f"{self.address} {self.description}"))
        self.public_folded = " ".join(words_of(f"{self.public_address} {self.public_description}"))


class Photo(models.Model):
    """A photo of a report: the original, re-encoded and stripped of metadata, and, when parts were blurred, the copy
    that the public gets instead (``public``). No file has an address of its own; a view serves it to whoever may see
    the report. ``blurred`` are rectangles in per mille of width and height: ``[[left, top, width, height], …]``.
    ``latitude``, ``longitude`` and ``taken_at`` come from the camera and stay private.
    """

    report = models.ForeignKey(FieldReport, on_delete=models.CASCADE, related_name="photos")
    kind = models.CharField(_("kind"), max_length=10, choices=PhotoKind.choices, default=PhotoKind.REPORT)
    original = models.FileField(storage=private_storage, upload_to="field_reports/%Y/%m/")
    public = models.FileField(storage=private_storage, upload_to="field_reports/%Y/%m/", blank=True)
    thumbnail = models.FileField(storage=private_storage, upload_to="field_reports/%Y/%m/", blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    is_public = models.BooleanField(_("public"), default=True)
    blurred = models.JSONField(default=list, blank=True)
    edited_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["report", "pk"]

    def __str__(self) -> str:
        return f"{self.report} – {self.get_kind_display()}"


class PublicEdit(models.Model):
    """One change of what the public reads of a report: who, when, which field, from what to what."""

    report = models.ForeignKey(FieldReport, on_delete=models.CASCADE, related_name="edits")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta:
        verbose_name = _("edit of the public version")
        verbose_name_plural = _("edits of the public version")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.report} – {self.field}"
