"""Rules that staff define, what they did, and what they add to cases: tags and follow-ups."""

from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import AnyUser, has_role, memberships_of, sees_all_agencies, with_predecessors
from workflows.engine import registry
from workflows.engine.deputies import seen_by_deputies
from workflows.engine.models import Case, CaseQuerySet, Event
from workflows.rules.enums import ActionKind, Outcome


class RuleQuerySet(models.QuerySet):
    """Rules, and who may see them: who may keep them, and auditors."""

    def visible_to(self, user: AnyUser) -> Self:
        if sees_all_agencies(user, Role.MODERATOR):
            return self.exclude(workflow__in=registry.secret_codes())
        return self.none()


class ContentRule(models.Model):
    """When ``transition`` (empty: any step) is taken on a case of ``workflow`` and ``conditions`` hold, do ``action``.

    ``conditions`` is a list of ``{"fact": name, "op": operator, "value": [texts]}`` (see ``facts``), ``settings`` what
    the action needs (see ``actions``). The rule sees and may do what its ``owner`` sees and may do, no more.
    """

    name = models.CharField(_("name"), max_length=120)
    workflow = models.CharField(_("kind of case"), max_length=40, editable=False)
    transition = models.CharField(_("step"), max_length=60, blank=True)
    conditions = models.JSONField(_("conditions"), default=list)
    action = models.CharField(_("action"), max_length=12, choices=ActionKind.choices, editable=False)
    settings = models.JSONField(default=dict)
    is_active = models.BooleanField(_("active"), default=False)
    owner = models.ForeignKey(
        User, verbose_name=_("acts as"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("automatic rule")
        verbose_name_plural = _("automatic rules")
        ordering = ["workflow", "name", "pk"]
        indexes = [models.Index(fields=["workflow"], condition=Q(is_active=True), name="rule_active")]

    def __str__(self) -> str:
        return self.name


class RuleRun(models.Model):
    """What a rule did, or did not do, about one event whose conditions held: at most one row for both."""

    rule = models.ForeignKey(ContentRule, on_delete=models.CASCADE, related_name="runs")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    workflow = models.CharField(max_length=40)
    case_id = models.BigIntegerField()
    reference = models.CharField(_("reference"), max_length=30)
    at = models.DateTimeField(_("time"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    note = models.CharField(_("what was done"), max_length=500, blank=True)
    depth = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("run of a rule")
        verbose_name_plural = _("runs of rules")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["rule", "event"], name="rule_run_once")]
        indexes = [
            models.Index(fields=["rule", "workflow", "case_id", "at"], name="rule_run_of_case"),
            models.Index(fields=["at"], name="rule_run_at"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} – {self.reference}"


class CaseTag(models.Model):
    """A word that a case carries for staff; ``folded`` tells tags apart whatever their case and marks."""

    workflow = models.CharField(max_length=40)
    case_id = models.BigIntegerField()
    name = models.CharField(pgettext_lazy("case", "tag"), max_length=40)
    folded = models.CharField(max_length=60, editable=False)
    rule = models.ForeignKey(ContentRule, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("case", "tag")
        verbose_name_plural = pgettext_lazy("case", "tags")
        default_permissions = ()
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workflow", "case_id", "folded"], name="case_tag_once")]

    def __str__(self) -> str:
        return self.name


class FollowUpQuerySet(CaseQuerySet):
    """Follow-ups, and who may see which."""

    @seen_by_deputies
    def visible_to(self, user: AnyUser) -> Self:
        """Whoever holds the role in the agency it is for; moderators and auditors see all."""
        if not user.is_authenticated:
            return self.none()
        if sees_all_agencies(user, Role.MODERATOR):
            return self
        return self.filter(held_by(user))


def held_by(user: AnyUser) -> Q:
    """The follow-ups of the roles that this person holds, those of a predecessor of the agency too."""
    rows = Q(pk__in=())
    for membership in memberships_of(user):
        rows |= Q(agency__in=with_predecessors({membership.agency_id}), role=membership.role)
    return rows


class FollowUp(Case):
    """Something to be done about a case, by the holders of a role in an agency; made by a rule.

    ``about`` is the case, by workflow and key; its reference is kept for those who may not see it any more.
    """

    title = models.CharField(_("what is to be done"), max_length=200)
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    days = models.PositiveSmallIntegerField(
        _("working days"), default=3, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    rule = models.ForeignKey(ContentRule, null=True, on_delete=models.SET_NULL, related_name="+")
    about_workflow = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    about_reference = models.CharField(_("about"), max_length=30)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)

    objects: ClassVar[Any] = FollowUpQuerySet.as_manager()

    class Meta(Case.Meta):
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        indexes = [
            *Case.Meta.indexes,
            models.Index(fields=["agency", "role", "state"], name="followup_held"),
            models.Index(fields=["about_workflow", "about_id"], name="followup_about"),
        ]

    def __str__(self) -> str:
        return f"{self.reference or '–'} {self.title}"


def holds(user: AnyUser, follow_up: FollowUp) -> bool:
    """Whether the follow-up is for a role that this person holds."""
    return any(
        has_role(user, Role(follow_up.role), agency=membership.agency_id)
        and follow_up.agency_id in with_predecessors({membership.agency_id})
        for membership in memberships_of(user)
    )
