"""Codes of the field reports room (component 5 of Article 5): English is stored, the label is what people see."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """The way a report came in."""

    WEB = "web", _("Web form")
    OPEN311 = "open311", _("Open311")
    STAFF = "staff", _("Taken down by staff")
    MONITORING = "monitoring", _("Online information")


class Outcome(models.TextChoices):
    """What came of a report; "closed" is not yet "fixed", so it is a field of its own and public."""

    FIXED = "fixed", _("Fixed")
    PLANNED = "planned", _("Planned")
    NOT_OUR_COMPETENCE = "not_our_competence", _("Not within our competence")
    CANNOT_BE_FIXED = "cannot_be_fixed", _("Cannot be fixed")
    WRONG_CHANNEL = "wrong_channel", _("Belongs to another channel")


class RejectionReason(models.TextChoices):
    """Why a report is not taken up."""

    NOT_A_PROBLEM = "not_a_problem", _("It names no problem in the field")
    TOO_VAGUE = "too_vague", _("The place or the problem cannot be made out")
    OUTSIDE_PROVINCE = "outside_province", _("The place lies outside the province")
    OFFENSIVE = "offensive", _("Offensive or advertising content")
    TEST = "test", _("A trial")


class Channel(models.TextChoices):
    """Where a matter that is no field report belongs."""

    COMPLAINT = "complaint", _("Complaint (citizen reception of the agency concerned)")
    DENUNCIATION = "denunciation", _("Denunciation (citizen reception, inspectorate)")
    EMERGENCY_POLICE = "emergency_113", _("Emergency: police, call 113")
    EMERGENCY_FIRE = "emergency_114", _("Emergency: fire and rescue, call 114")
    EMERGENCY_MEDICAL = "emergency_115", _("Emergency: ambulance, call 115")
    PUBLIC_SERVICE = "public_service", _("National public service portal")


class DeadlineUnit(models.TextChoices):
    """The unit in which a category states its handling time."""

    WORKING_HOURS = "working_hours", _("working hours")
    WORKING_DAYS = "working_days", _("working days")


class QuestionKind(models.TextChoices):
    """Kinds of the extra questions that a category asks; named after Open311's attribute types."""

    STRING = "string", _("Short text")
    TEXT = "text", _("Long text")
    NUMBER = "number", _("Number")
    DATETIME = "datetime", _("Date and time")
    SINGLE = "singlevaluelist", _("One of a list")
    MULTIPLE = "multivaluelist", _("Several of a list")


class PhotoKind(models.TextChoices):
    """What a photo shows."""

    REPORT = "report", _("The problem")
    RESULT = "result", _("The result")


class ExtensionState(models.TextChoices):
    """Where the agency's request for more time stands; empty when there is none."""

    NONE = "", _("None")
    ASKED = "asked", _("Asked")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class RequestKind(models.TextChoices):
    """What somebody asks about his own personal data (Law 91/2025/QH15, Article 4)."""

    ACCESS = "access", _("See the data")
    CORRECTION = "correction", _("Correct the data")
    WITHDRAWAL = "withdrawal", _("Withdraw consent")
    ERASURE = "erasure", _("Erase the data")
    OBJECTION = "objection", _("Object to the use")


class RequestWay(models.TextChoices):
    """The way in which such a request came."""

    LINK = "link", _("Private link")
    LETTER = "letter", _("Letter or e-mail")
    PHONE = "phone", _("Telephone")
    VISIT = "visit", _("In person")
