"""Dossiers of discipline cases: a table of their own, so that no list, number, count, job or search of reports can say
that one exists (Article 10 clause 2: the parties alone know)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.models.files import private_storage
from subsystems.agencies.models import User
from subsystems.agencies.scoping import AnyUser
from workflows.conduct.models import Discipline


class DossierQuerySet(models.QuerySet):
    """Dossiers, and who may know of them."""

    def visible_to(self, user: AnyUser) -> "DossierQuerySet":
        """The parties of the case; neither administrators nor auditors."""
        return self.filter(case__in=Discipline.objects.visible_to(user))


class DisciplineDossier(models.Model):
    """One file made of a case, the ``number``-th; it is never changed, a later one takes its place beside it.

    ``case_version`` is the case as it was then. ``signed_by`` names the certificate of a file that was signed as it was
    made; each version of a case is signed once.
    """

    case = models.ForeignKey(Discipline, verbose_name=_("case"), on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))
    file = models.FileField(storage=private_storage, upload_to="reports/kin/", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    made_by = models.ForeignKey(User, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))
    case_version = models.PositiveIntegerField(default=0)
    signed_by = models.CharField(_("certificate"), max_length=200, blank=True)
    is_test_signature = models.BooleanField(default=False)

    objects: ClassVar = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier of a discipline case")
        verbose_name_plural = _("dossiers of discipline cases")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="discipline_dossier_once"),
            models.UniqueConstraint(
                fields=["case", "case_version"], condition=~Q(signed_by=""), name="discipline_dossier_signed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.number}"
