"""A delivery of data, what was found in its rows, and what it covers."""

from typing import Any, ClassVar, Self

from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, ApiKey, User
from subsystems.agencies.scoping import AnyUser, has_role, readable_agency_ids, sees_all_agencies
from subsystems.indicators.enums import DeliverySource, RowKind
from subsystems.indicators.models.catalogue import IndicatorSet
from workflows.engine.deputies import seen_by_deputies
from workflows.engine.models import Case, CaseQuerySet

DELIVERY_ROLES = (Role.OFFICER, Role.HEAD)


def private_storage() -> Storage:
    """Where delivered files stand: never served by address."""
    return storages["private"]


class DataDeliveryQuerySet(CaseQuerySet):
    """Deliveries, and who may see which."""

    @seen_by_deputies
    def visible_to(self, user: AnyUser) -> Self:
        """Leaders, moderators and auditors see all, an agency's officers and heads what it delivered."""
        if not user.is_authenticated:
            return self.none()
        if sees_all_agencies(user, Role.LEADER, Role.MODERATOR):
            return self
        if not has_role(user, *DELIVERY_ROLES):
            return self.none()
        return self.filter(agency__in=readable_agency_ids(user))

    def without_conflict(self, deputy: User) -> Self:
        """Who uploaded a delivery approves it for nobody (four eyes)."""
        return self.exclude(state="submitted", uploaded_by=deputy)


class Delivery(Case):
    """One delivery of one indicator set by one agency (Article 4, clause 3 and Article 8, clause 5, point a).

    ``file`` is what was delivered, as it came; ``digest`` its SHA-256, by which the same file is known again.
    ``facts`` keeps how the file was read (encoding, layout, number form, sheet). The counts are those of the last
    check. ``live_rows`` counts the current figures that came from here: at 0 a published delivery is superseded.
    """

    indicator_set = models.ForeignKey(
        IndicatorSet, verbose_name=_("indicator set"), on_delete=models.PROTECT, related_name="deliveries"
    )
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="deliveries")
    source = models.CharField(_("way in"), max_length=12, choices=DeliverySource.choices)
    uploaded_by = models.ForeignKey(
        User, verbose_name=_("uploaded by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    api_key = models.ForeignKey(
        ApiKey, verbose_name=_("API key"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        User, verbose_name=_("approved by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file = models.FileField(_("file"), storage=private_storage, upload_to="deliveries/%Y/%m", blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    file_kind = models.CharField(max_length=8, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    digest = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    row_count = models.PositiveIntegerField(_("values"), default=0)
    new_count = models.PositiveIntegerField(_("new"), default=0)
    changed_count = models.PositiveIntegerField(pgettext_lazy("rows", "changed"), default=0)
    unchanged_count = models.PositiveIntegerField(_("unchanged"), default=0)
    error_count = models.PositiveIntegerField(_("errors"), default=0)
    warning_count = models.PositiveIntegerField(_("warnings"), default=0)
    live_rows = models.PositiveIntegerField(default=0)
    first_period = models.PositiveIntegerField(_("first period"), null=True, blank=True)
    last_period = models.PositiveIntegerField(_("last period"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent to the head"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)

    objects: ClassVar[Any] = DataDeliveryQuerySet.as_manager()

    class Meta(Case.Meta):
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            *Case.Meta.indexes,
            models.Index(fields=["agency", "-id"], name="delivery_of_agency"),
            models.Index(fields=["indicator_set", "state", "-published_at"], name="delivery_of_set"),
            models.Index(fields=["digest"], name="delivery_digest"),
        ]


class DeliveryRow(models.Model):
    """Something that the check found in one row: an error, a warning, a changed or a new value.

    Where it stands is ``sheet``, ``row`` (as the spreadsheet program counts them) and ``column`` (its heading);
    ``value`` is what stands there. ``code`` with ``params`` says what is wrong and what would be right (``messages.py``
    has the words). Changed values have ``old_value`` and ``new_value``. The first of each kind are kept, the counts of
    the delivery tell how many there are.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=8, choices=RowKind.choices)
    sheet = models.CharField(_("sheet"), max_length=60, blank=True)
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=120, blank=True)
    column_number = models.PositiveSmallIntegerField(default=0)
    value = models.CharField(_("value"), max_length=200, blank=True)
    code = models.CharField(max_length=40, blank=True)
    params = models.JSONField(default=dict, blank=True)
    old_value = models.FloatField(null=True, blank=True)
    new_value = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("row of a delivery")
        verbose_name_plural = _("rows of a delivery")
        default_permissions = ()
        indexes = [models.Index(fields=["delivery", "kind", "row"], name="delivery_row_kind")]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.kind} {self.row}"


class Coverage(models.Model):
    """How much of one period a delivery covers: ``delivered`` of ``expected`` values of totals, by indicator and area.

    Written by the check; what a published delivery covers is what fulfils an obligation.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="coverage")
    period = models.PositiveIntegerField(_("period"))
    delivered = models.PositiveIntegerField(_("delivered"))
    expected = models.PositiveIntegerField(_("expected"))

    class Meta:
        verbose_name = _("coverage")
        verbose_name_plural = _("coverage")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["delivery", "period"], name="coverage_once")]
        indexes = [models.Index(fields=["period"], name="coverage_period")]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.period}: {self.delivered}/{self.expected}"

    @property
    def is_complete(self) -> bool:
        return self.delivered >= self.expected
