"""Codes of the search; they stand in the address of a search (``?loai=``)."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What a result is."""

    GUIDANCE = "huong-dan", pgettext_lazy("search result", "Guidance")
    CLAUSE = "quy-che", pgettext_lazy("search result", "Regulation")
    NEWS = "tin-tuc", pgettext_lazy("search result", "News")
    AGENCY = "co-quan", pgettext_lazy("search result", "Agencies")
    PAGE = "trang", pgettext_lazy("search result", "Other pages")
