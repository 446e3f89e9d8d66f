from django.db import models


class SetupStep(models.Model):
    """A step of ``setup_portal`` that was done on this database, with the fingerprint of what it read."""

    name = models.CharField(max_length=100, unique=True)
    fingerprint = models.CharField(max_length=64)
    done_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name
