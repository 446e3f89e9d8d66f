"""A report document: a case from its plan to the archive, and the register of its numbers."""

import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ioc_site.common.folding import fold
from reports.models.plan import ReportPlan, Scoped, scope_constraint
from reports.periods import PeriodKind, ReportPeriod
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import AnyUser, readable_agency_ids, sees_all_agencies
from workflows.engine.deputies import seen_by_deputies
from workflows.engine.models import Case, CaseQuerySet

# States in which a report counts: it has its number and its text is closed.
ISSUED = ("numbered", "signed", "sent", "archived", "superseded")
# Letters and digits that nobody mistakes for one another when a code is read from paper.
_CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH = 12
READ_ALL = (Role.LEADER, Role.MODERATOR, Role.OPERATOR)


def new_code() -> str:
    """A verification code: 60 bits, so that none is found by trying."""
    return "".join(secrets.choice(_CODE_LETTERS) for _place in range(_CODE_LENGTH))


class DocumentQuerySet(CaseQuerySet):
    """Reports, and who may read which."""

    @seen_by_deputies
    def visible_to(self, user: AnyUser) -> "DocumentQuerySet":
        """Leaders, moderators and the operator read what is not restricted; members read what their agency issues or
        what is about it once it is issued; recipients what was sent to them. A restricted one is its issuer's and
        its recipients' alone."""
        if not user.is_authenticated:
            return self.none()
        if sees_all_agencies(user):
            return self
        own = readable_agency_ids(user)
        mine = Q(issuer__in=own) | Q(created_by=user)
        sent = Q(state__in=("sent", "archived", "superseded"), pk__in=self._sent_to(user))
        about = Q(is_restricted=False, agency__in=own, state__in=ISSUED)
        everything = Q(is_restricted=False) if sees_all_agencies(user, *READ_ALL) else Q(pk__in=[])
        return self.filter(mine | sent | about | everything)

    def without_conflict(self, deputy: Any) -> "DocumentQuerySet":
        """Who wrote the summary approves it for nobody (four eyes)."""
        return self.exclude(state="draft", edited_by=deputy)

    def _sent_to(self, user: Any) -> Any:
        return ReportDocument.recipients.through.objects.filter(user=user).values("reportdocument")

    def issued(self) -> "DocumentQuerySet":
        """Those that have their number."""
        return self.filter(state__in=ISSUED)


class ReportDocument(Scoped, Case):
    """One report. ``content`` is what ``reports.content`` describes, computed at ``computed_at``; ``summary`` is the
    written summary as staff left it, one sentence a line.

    From the moment it has a ``number`` in its issuer's register of ``number_year`` the database refuses to change what
    it says (see ``reports.immutable``). A correction is a new report that names the old one in ``corrects``.
    """

    kind = models.CharField(_("kind of report"), max_length=40)
    period_kind = models.CharField(pgettext_lazy("report", "period"), max_length=12, choices=PeriodKind.choices)
    period_start = models.DateField(_("first day"))
    period_end = models.DateField(_("last day"))
    subject = models.CharField(_("about"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=600, blank=True)
    issuer = models.ForeignKey(Agency, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(
        ReportPlan, verbose_name=_("plan"), null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    planned_for = models.DateField(_("planned for"), null=True, blank=True)
    corrects = models.ForeignKey(
        "self", verbose_name=_("corrects"), null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    created_by = models.ForeignKey(
        User, verbose_name=_("asked for by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    edited_by = models.ForeignKey(
        User, verbose_name=_("summary edited by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recipients = models.ManyToManyField(User, verbose_name=_("recipients"), blank=True, related_name="reports_received")

    content = models.JSONField(default=dict, blank=True)
    computed_at = models.DateTimeField(_("computed"), null=True, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    signature = models.CharField(_("signature block"), max_length=300, blank=True)
    signer_name = models.CharField(_("name of the signer"), max_length=100, blank=True)
    failure = models.CharField(_("why it could not be built"), max_length=500, blank=True)

    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    number_year = models.PositiveSmallIntegerField(null=True, blank=True)
    number_text = models.CharField(_("number and symbol"), max_length=60, blank=True)
    issued_on = models.DateField(_("date of issue"), null=True, blank=True)
    signed_by = models.CharField(_("certificate"), max_length=200, blank=True)
    is_test_signature = models.BooleanField(default=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    code = models.CharField(_("verification code"), max_length=12, unique=True, default=new_code, editable=False)
    is_restricted = models.BooleanField(_("restricted"), default=False)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)
    folded = models.TextField(editable=False, default="")

    objects: ClassVar[Any] = DocumentQuerySet.as_manager()

    class Meta(Case.Meta):
        verbose_name = _("report document")
        verbose_name_plural = _("report documents")
        indexes = [
            *Case.Meta.indexes,
            models.Index(fields=["-created_at", "-id"], name="document_newest"),
            models.Index(fields=["kind", "-created_at", "-id"], name="document_kind_new"),
            models.Index(fields=["planned_for"], name="document_planned", condition=Q(state="planned")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number_year", "number"], name="report_number_once"),
            models.UniqueConstraint(
                fields=["plan", "agency", "period_start", "period_end"],
                condition=Q(plan__isnull=False, corrects=None),
                name="report_planned_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(period_end__gte=models.F("period_start")), name="report_period_order"),
            models.CheckConstraint(
                condition=Q(number=None, number_year=None, issued_on=None)
                | Q(number__gte=1, number_year__isnull=False, issued_on__isnull=False),
                name="report_number_whole",
            ),
            scope_constraint("report_scope"),
        ]

    def __str__(self) -> str:
        return self.title or self.reference or "–"

    @property
    def period(self) -> ReportPeriod:
        """The period that the report is about."""
        return ReportPeriod(PeriodKind(self.period_kind), self.period_start, self.period_end)

    @property
    def summary_lines(self) -> list[str]:
        """The sentences of the summary."""
        return [line.strip() for line in self.summary.splitlines() if line.strip()]

    @property
    def is_issued(self) -> bool:
        return self.number is not None

    def fold_text(self) -> None:
        """Bring the column for accent-insensitive search up to date."""
        self.folded = fold(f"{self.title} {self.number_text} {self.summary}")


class NumberRegister(models.Model):
    """The last number that an issuer gave in a year. Locked while a number is taken, in the transaction that issues the
    report: a number that was not used is never lost."""

    issuer = models.ForeignKey(Agency, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("register of numbers")
        verbose_name_plural = _("registers of numbers")
        constraints = [models.UniqueConstraint(fields=["issuer", "year"], name="register_once")]

    def __str__(self) -> str:
        return f"{self.issuer} {self.year}: {self.last}"
