"""A small case for the tests of the engine: something broken that somebody repairs."""

from django.conf import settings
from django.db import models

from workflows.engine.models import Case


class Repair(Case):
    title = models.CharField(max_length=100)
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    urgent_days = models.PositiveSmallIntegerField(default=3)
    is_locked = models.BooleanField(default=False)

    class Meta(Case.Meta):
        pass
