"""The documents of a dossier: one table a kind, so that counting one says nothing of the other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.models import User
from workflows.conduct.models.cases import Commendation, Discipline, private_storage
from workflows.conduct.models.forms import RequiredDocument


class DossierDocument(models.Model):
    """Abstract: a file of a dossier; ``answers`` is the line of the checklist that it satisfies, if any."""

    answers = models.ForeignKey(
        RequiredDocument, verbose_name=_("document"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(storage=private_storage, upload_to="conduct/dossiers/")
    sha256 = models.CharField(max_length=64, editable=False)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class CommendationDocument(DossierDocument):
    case = models.ForeignKey(Commendation, on_delete=models.CASCADE, related_name="documents")

    class Meta(DossierDocument.Meta):
        verbose_name = _("document of a commendation")
        verbose_name_plural = _("documents of commendations")


class DisciplineDocument(DossierDocument):
    case = models.ForeignKey(Discipline, on_delete=models.CASCADE, related_name="documents")

    class Meta(DossierDocument.Meta):
        verbose_name = _("document of a discipline case")
        verbose_name_plural = _("documents of discipline cases")
