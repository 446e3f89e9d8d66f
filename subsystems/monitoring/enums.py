"""Codes of online-information monitoring; the English code is stored, the label is what people see."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SourceKind(models.TextChoices):
    """What a source is; it decides how long its mentions are kept and whether authors are stored as hashes."""

    PRESS = "press", _("Press")
    AGENCY = "agency", _("Website of an agency")
    FORUM = "forum", _("Forum")
    SOCIAL = "social", _("Social network")
    VIDEO = "video", _("Video channel")


# Behind these stand private people: their names are never stored, only a keyed hash (Law 91/2025/QH15).
KINDS_OF_PEOPLE = (SourceKind.FORUM, SourceKind.SOCIAL, SourceKind.VIDEO)


class Method(models.TextChoices):
    """How a source is read."""

    FEED = "feed", _("RSS, Atom or JSON feed")
    SITEMAP = "sitemap", _("Sitemap")
    LISTING = "listing", _("Page with a list of links")
    CSV = "csv", _("CSV file")
    HAND = "hand", _("Entered by people")


class Trust(models.IntegerChoices):
    """How far what a source says can be relied on."""

    OFFICIAL = 4, _("Official")
    RELIABLE = 3, _("Reliable")
    ORDINARY = 2, _("Ordinary")
    DOUBTFUL = 1, _("Doubtful")


class CheckOutcome(models.TextChoices):
    """How one visit to a source ended."""

    NEWS = "news", _("Read")
    UNCHANGED = "unchanged", _("Unchanged")
    ERROR = "error", _("Error")
    FORBIDDEN = "forbidden", _("Not allowed by the site's rules for robots")


class Tone(models.TextChoices):
    """How a text speaks of the matter."""

    NEGATIVE = "negative", pgettext_lazy("tone", "Negative")
    NEUTRAL = "neutral", pgettext_lazy("tone", "Neutral")
    POSITIVE = "positive", pgettext_lazy("tone", "Positive")


class Urgency(models.IntegerChoices):
    """How soon somebody has to look at it."""

    HIGH = 3, pgettext_lazy("urgency", "Urgent")
    MEDIUM = 2, pgettext_lazy("urgency", "Soon")
    LOW = 1, pgettext_lazy("urgency", "Ordinary")


class AlertKind(models.TextChoices):
    """Why people are alerted."""

    VOLUME = "volume", _("More than usual")
    NEW_SOURCE = "new_source", _("New source on a topic")
    SILENT = "silent", _("Source gone silent")
    URGENT = "urgent", _("Urgent news")


class Outcome(models.TextChoices):
    """What came of a matter."""

    ANSWERED = "answered", _("The agency answered")
    CORRECTED = "corrected", _("The source corrected itself")
    MISINFORMATION = "misinformation", _("Misinformation, with evidence")
    NOTED = "noted", _("Noted, no answer needed")


class IrrelevantReason(models.TextChoices):
    """Why a matter is none."""

    ELSEWHERE = "elsewhere", _("About another place")
    OFF_TOPIC = "off_topic", _("Not a matter of the administration")
    ADVERTISEMENT = "advertisement", _("Advertisement")
    OLD = "old", _("Old news published again")
