"""The six components of the IOC (Article 5 of the regulation).

Every room knows them by the same key, which is also the last part of the component's public address
``/phan-he/<key>/``.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Subsystem(models.TextChoices):
    """A component of the IOC; clause N of Article 5 is the N-th member."""

    SOCIO_ECONOMIC = "kinh-te-xa-hoi", _("Socio-economic operations")
    HEALTH = "y-te", _("Health operations")
    EDUCATION = "giao-duc", _("Education operations")
    PUBLIC_ADMINISTRATION = "hanh-chinh-cong", _("Public administration operations")
    FIELD_REPORTS = "phan-anh-hien-truong", _("Field reports")
    MONITORING = "giam-sat-thong-tin", _("Online information monitoring")
