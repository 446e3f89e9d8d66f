"""Commendation and discipline cases, and who may know of which."""

from typing import Any, ClassVar, Self

from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import AnyUser, has_role, readable_agency_ids
from workflows.conduct.enums import CaseKind, Opinion, PostponementGround
from workflows.conduct.models.forms import ConductForm
from workflows.engine.deputies import seen_by_deputies
from workflows.engine.models import Case, CaseQuerySet

# From which state on whoever reviews, gives an opinion or decides gets to know of a case.
SEEN_BY_REVIEWERS = (
    "submitted", "under_review", "returned", "consulted", "proposed", "approved", "announced", "declined",
)  # fmt: skip
SEEN_BY_ADVISERS = ("under_review", "returned", "consulted", "proposed", "approved", "announced", "declined")
SEEN_BY_DECIDERS = ("proposed", "approved", "announced", "declined")


def private_storage() -> Storage:
    """Where files of a dossier stand: never served by address."""
    return storages["private"]


class ConductQuerySet(CaseQuerySet):
    """Cases, and who may know of them."""

    @seen_by_deputies
    def visible_to(self, user: AnyUser) -> Self:
        """The parties alone, superusers and auditors are none: who proposed, the head of the proposing agency, those
        who review, advise and decide once it reaches them, and the subject once it is under review. Whom a case is
        about learns of it no sooner by heading the agency or by reviewing such cases."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        rows = Q(author_id=user.pk)
        subject = Q(subject_user_id=user.pk, state__in=SEEN_BY_ADVISERS)
        if has_role(user, Role.HEAD):
            own = readable_agency_ids(user)
            rows |= Q(agency__in=own)
            subject |= Q(subject_agency__in=own, state__in=SEEN_BY_ADVISERS)
        for role, states in (
            (Role.MODERATOR, SEEN_BY_REVIEWERS),
            (Role.INTERNAL_AFFAIRS, SEEN_BY_ADVISERS),
            (Role.LEADER, SEEN_BY_DECIDERS),
        ):
            if has_role(user, role):
                rows |= Q(state__in=states)
        about_others = Q(subject_user_id=None) | ~Q(subject_user_id=user.pk)
        return self.filter(subject | (rows & about_others))

    def without_conflict(self, deputy: User) -> Self:
        """Whom a case is about handles it for nobody."""
        return self.exclude(subject_user=deputy)


class ConductCase(Case):
    """What both kinds share. The subject is an agency or a person; a person without an account is known by name.

    ``agency`` proposes. ``evidence`` holds what the portal computed for the subject and the period, frozen when the
    case is proposed to the Chairman (a list of ``ioc_site.common.evidence.Exhibit``); empty before.
    """

    kind: ClassVar[CaseKind]

    agency = models.ForeignKey(
        Agency, verbose_name=_("proposing agency"), on_delete=models.PROTECT, related_name="%(class)s_cases"
    )
    author = models.ForeignKey(User, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey(ConductForm, verbose_name=_("form"), on_delete=models.PROTECT, related_name="+")
    subject_agency = models.ForeignKey(
        Agency, verbose_name=_("agency concerned"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject_user = models.ForeignKey(
        User, verbose_name=_("account concerned"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject_name = models.CharField(_("person concerned"), max_length=150, blank=True)
    subject_position = models.CharField(_("position"), max_length=200, blank=True)
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("to"))
    grounds = models.TextField(_("what for"), max_length=20_000)
    evidence = models.JSONField(_("evidence"), default=list, editable=False)
    evidence_at = models.DateTimeField(_("evidence frozen"), null=True, editable=False)
    opinion = models.CharField(_("opinion of Sở Nội vụ"), max_length=10, choices=Opinion.choices, blank=True)
    opinion_text = models.TextField(_("opinion in words"), blank=True)
    opinion_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision_number = models.CharField(_("decision number"), max_length=60, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_file = models.FileField(storage=private_storage, upload_to="conduct/decisions/", blank=True)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)

    objects: ClassVar[Any] = ConductQuerySet.as_manager()

    class Meta(Case.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.reference or '–'} {self.subject}"

    @property
    def subject(self) -> str:
        """Whom it is about, in words."""
        return self.subject_name or str(self.subject_agency or "")

    @property
    def is_about_person(self) -> bool:
        return bool(self.subject_name)


class Commendation(ConductCase):
    """A commendation (Article 10 clause 1); announced publicly once it is decided."""

    kind = CaseKind.COMMENDATION
    round = models.ForeignKey(
        "conduct.Round", verbose_name=_("round"), null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)

    class Meta(ConductCase.Meta):
        abstract = False
        verbose_name = _("commendation")
        verbose_name_plural = _("commendations")


class Discipline(ConductCase):
    """A discipline case (Article 10 clause 2): only its parties know of it, and each reading is logged.

    ``found_on`` is the day on which the violation was found: from it the time limit counts, 90 days, or 150 with a
    reason; time during which the handling was postponed does not count.
    """

    kind = CaseKind.DISCIPLINE
    found_on = models.DateField(_("violation found on"))
    statement = models.TextField(_("statement of the person concerned"), blank=True)
    heard_on = models.DateField(_("heard on"), null=True, blank=True)
    is_extended = models.BooleanField(_("time limit extended to 150 days"), default=False)
    postponed_on = models.DateField(_("postponed since"), null=True, blank=True)
    postponement = models.CharField(_("ground"), max_length=20, choices=PostponementGround.choices, blank=True)
    postponed_days = models.PositiveIntegerField(_("days postponed"), default=0)

    class Meta(ConductCase.Meta):
        abstract = False
        verbose_name = _("discipline case")
        verbose_name_plural = _("discipline cases")
