"""The files of reports. Rows are only ever added: what was once handed out can be recognised for ever."""

from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.enums import FileKind
from reports.models.document import ReportDocument


def private_storage() -> Storage:
    """Where the files stand: never served by address."""
    return storages["private"]


class ReportFile(models.Model):
    """One file of a report, the newest of its kind counting. ``sha256`` is that of the bytes; ``made_from`` is the
    fingerprint of the text that it was made from, by which a draft that is behind the text is known."""

    document = models.ForeignKey(ReportDocument, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(_("kind"), max_length=10, choices=FileKind.choices)
    file = models.FileField(storage=private_storage, upload_to="reports/%Y/%m/", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    made_from = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        indexes = [models.Index(fields=["document", "kind", "-id"], name="report_file_newest")]

    def __str__(self) -> str:
        return f"{self.document} – {self.get_kind_display()}"
