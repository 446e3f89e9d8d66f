"""Forms of commendation and discipline: reference data with validity and legal basis (Article 10 clauses 1 and 2)."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.models import Validity, ValidityQuerySet
from subsystems.agencies.scoping import AnyUser
from workflows.conduct.enums import CaseKind, SubjectKind


class ConductFormQuerySet(ValidityQuerySet):
    """The forms are law: everybody may read them."""

    def visible_to(self, user: AnyUser) -> Self:
        return self

    def of(self, kind: str, day: date | None = None) -> Self:
        """The forms of a kind that hold on a day."""
        return self.valid_on(day).filter(kind=kind)


class ConductForm(Validity):
    """One form of commendation or discipline, such as a certificate of merit of the Chairman, or a reprimand.

    ``rank`` orders forms of one kind, the mildest or lowest first.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=CaseKind.choices)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    subject = models.CharField(_("for whom"), max_length=10, choices=SubjectKind.choices, default=SubjectKind.BOTH)
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)

    objects = ConductFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("form of commendation or discipline")
        verbose_name_plural = _("forms of commendation and discipline")
        ordering = ["kind", "rank", "name"]

    def __str__(self) -> str:
        return self.name

    def is_for(self, *, person: bool) -> bool:
        """Whether it can be given to a person, or to an agency."""
        return self.subject in (SubjectKind.BOTH, SubjectKind.PERSON if person else SubjectKind.AGENCY)


class OpenListQuerySet(models.QuerySet):
    """Lines of checklists belong to nobody: whoever may open the list sees them all."""

    def visible_to(self, user: AnyUser) -> Self:
        return self


class RequiredDocument(models.Model):
    """A document that the dossier of a form must, or may, hold."""

    form = models.ForeignKey(ConductForm, verbose_name=_("form"), on_delete=models.CASCADE, related_name="documents")
    name = models.CharField(_("document"), max_length=200)
    is_required = models.BooleanField(_("must be there"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OpenListQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of the dossier")
        verbose_name_plural = _("documents of the dossier")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["form", "name"], name="required_document_once")]

    def __str__(self) -> str:
        return self.name
