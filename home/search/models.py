"""The index of the search: one row for everything that can be found, kept up to date by ``home.search.services``.

The database keeps a full-text index of the rows by itself, however they are written: on SQLite an FTS5 table with
triggers, on PostgreSQL generated ``tsvector`` columns (both in the migration). The columns hold words without marks,
since neither database folds đ, and once more with them, to prefer what was typed exactly.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.content.enums import Audience
from home.search.enums import Kind
from ioc_site.common.subsystems import Subsystem


class SearchEntry(models.Model):
    """Something that can be found. ``key`` says what: ``page:12``, ``clause:1089-qd-ubnd#dieu-8``, ``agency:3``."""

    key = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    # What every search reads of every match stands before the long texts: SQLite reads a row from its beginning.
    audience = models.CharField(max_length=20, choices=Audience.choices, blank=True)
    subsystem = models.CharField(max_length=30, choices=Subsystem.choices, blank=True)
    staff_only = models.BooleanField(default=False)
    url = models.CharField(max_length=500)
    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    folded_title = models.TextField(editable=False)
    folded_summary = models.TextField(editable=False)
    folded_text = models.TextField(editable=False)
    marked = models.TextField(editable=False)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return self.title
