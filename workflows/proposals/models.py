"""Proposals of agencies, who supports them, and the task forces for which agencies name people."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User, Validity
from subsystems.agencies.scoping import AnyUser, ScopedQuerySet, memberships_of, readable_agency_ids, sees_all_agencies
from workflows.engine.deputies import seen_by_deputies
from workflows.engine.models import Case, CaseQuerySet
from workflows.proposals.enums import NominationState, ProposalKind, Severity

# From here on a proposal is known to Sở TTTT, and other agencies may read and support it.
SHARED_STATES = ("received", "accepted", "in_progress", "done", "declined")


class ProposalQuerySet(CaseQuerySet):
    """Proposals, and who may see which."""

    @seen_by_deputies
    def visible_to(self, user: AnyUser) -> "ProposalQuerySet":
        """One's own agency's and those forwarded to it; moderators, leaders and auditors read all that was sent in, the
        operator all incidents; once received, every member of an agency reads what is not sensitive."""
        if not user.is_authenticated:
            return self.none()
        if sees_all_agencies(user, Role.MODERATOR, Role.LEADER):
            return self.filter(~Q(state="draft") | Q(agency__in=readable_agency_ids(user)) | Q(author_id=user.pk))
        roles = {membership.role for membership in memberships_of(user)}
        if not roles:
            return self.none()
        own = readable_agency_ids(user)
        rows = Q(agency__in=own) | Q(assignee__in=own) | Q(state__in=SHARED_STATES, is_sensitive=False)
        if Role.OPERATOR in roles:
            rows |= Q(kind=ProposalKind.INCIDENT) & ~Q(state="draft")
        return self.filter(rows)

    def incidents(self) -> "ProposalQuerySet":
        return self.filter(kind=ProposalKind.INCIDENT)


class Proposal(Case):
    """What an agency proposes, reports or asks for (Articles 6 clause 3, 8, 9 clause 4 and 11 clause 2).

    ``details`` maps the names of the kind's own questions (``forms.KIND_FORMS``) to text. ``place`` is the anchor of
    the clause that feedback is about, ``text_then`` what it said when the feedback was written. ``assignee`` is the
    operator or agency that it was forwarded to. ``is_sensitive`` keeps it from other agencies (a security incident).
    ``public_note`` is what ``/tinh-trang/`` says of an incident; empty: it does not stand there.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=ProposalKind.choices)
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="proposals")
    author = models.ForeignKey(User, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("what it is about"), max_length=10_000)
    details = models.JSONField(_("details"), default=dict, blank=True)
    subsystem = models.CharField(_("component"), max_length=40, choices=Subsystem.choices, blank=True)
    place = models.CharField(_("clause"), max_length=60, blank=True, db_index=True)
    text_then = models.TextField(_("text at the time"), blank=True)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices, blank=True)
    is_sensitive = models.BooleanField(_("only for those concerned"), default=False)
    assignee = models.ForeignKey(
        Agency, verbose_name=_("forwarded to"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    answer = models.TextField(_("answer"), max_length=10_000, blank=True)
    result = models.TextField(_("result"), max_length=10_000, blank=True)
    public_note = models.CharField(_("note on the status page"), max_length=500, blank=True)
    amendment = models.PositiveBigIntegerField(_("gathered into amendment"), null=True, blank=True, db_index=True)

    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    acknowledge_by = models.DateTimeField(_("to be acknowledged by"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    fixed_at = models.DateTimeField(_("fixed"), null=True, blank=True)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)
    folded = models.TextField(editable=False, default="")

    objects: ClassVar[Any] = ProposalQuerySet.as_manager()

    class Meta(Case.Meta):
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes = [
            *Case.Meta.indexes,
            models.Index(fields=["kind", "-created_at"], name="proposal_kind"),
            models.Index(fields=["agency", "-created_at"], name="proposal_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.reference or '–'} {self.title}"

    @property
    def citation(self) -> Citation | None:
        """The clause that it is about, as lawyers cite it."""
        return Citation.from_eid(REGULATION, self.place) if self.place else None

    @property
    def is_incident(self) -> bool:
        return self.kind == ProposalKind.INCIDENT


class Support(models.Model):
    """Another agency's support for a proposal, given by one of its people; each agency supports once."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="supports")
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(_("why"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["proposal", "agency"], name="support_once")]

    def __str__(self) -> str:
        return f"{self.agency} – {self.proposal}"


class TaskForceQuerySet(models.QuerySet):
    """Task forces: everybody who works for an agency may read who is in them."""

    def visible_to(self, user: AnyUser) -> "TaskForceQuerySet":
        if not user.is_authenticated:
            return self.none()
        return self if sees_all_agencies(user) or memberships_of(user) else self.none()


class TaskForce(Validity):
    """A group for the work of the IOC to which agencies send people (Article 8 clause 5 point d).

    ``asked`` are the agencies asked to name somebody, ``nominate_by`` the last day for it.
    """

    name = models.CharField(_("name"), max_length=200)
    mandate = models.TextField(_("mandate"), max_length=10_000)
    decision_number = models.CharField(_("decision number"), max_length=60, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    lead = models.ForeignKey(Agency, verbose_name=_("lead agency"), on_delete=models.PROTECT, related_name="+")
    asked = models.ManyToManyField(Agency, verbose_name=_("agencies asked"), related_name="+", blank=True)
    nominate_by = models.DateField(_("nominations until"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)

    objects = TaskForceQuerySet.as_manager()

    class Meta:
        verbose_name = _("task force")
        verbose_name_plural = _("task forces")
        ordering = ["-nominate_by", "-pk"]

    def __str__(self) -> str:
        return self.name


class Nomination(models.Model):
    """A person whom an agency names for a task force, and what Sở TTTT made of it."""

    task_force = models.ForeignKey(TaskForce, on_delete=models.PROTECT, related_name="nominations")
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="+")
    person = models.CharField(_("person"), max_length=150)
    position = models.CharField(_("position"), max_length=200)
    expertise = models.CharField(_("expertise"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=NominationState.choices, default=NominationState.PROPOSED
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["agency__name", "person"]
        constraints = [
            models.UniqueConstraint(fields=["task_force", "agency", "person"], name="nomination_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.agency})"
