"""The six components of the IOC (Article 5 of the regulation).

Every room knows them by the same key, which is also the last part of the component's public address
``/phan-he/<key>/``.
"""

from django.db import models
from django.utils.translation import pgettext_lazy


class Subsystem(models.TextChoices):
    """A component of the IOC; clause N of Article 5 is the N-th member."""

    SOCIO_ECONOMIC = "kinh-te-xa-hoi", pgettext_lazy("component", "Socio-economic operations")
    HEALTH = "y-te", pgettext_lazy("component", "Health operations")
    EDUCATION = "giao-duc", pgettext_lazy("component", "Education operations")
    PUBLIC_ADMINISTRATION = "hanh-chinh-cong", pgettext_lazy("component", "Public administration operations")
    FIELD_REPORTS = "phan-anh-hien-truong", pgettext_lazy("component", "Field reports")
    MONITORING = "giam-sat-thong-tin", pgettext_lazy("component", "Online information monitoring")
