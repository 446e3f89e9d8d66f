"""Codes of the automatic rules; the English code is stored, the label is what people see."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActionKind(TextChoices):
    """What a rule does."""

    NOTIFY = "notify", _("Notify people")
    MAIL = "mail", _("Send an e-mail")
    ASSIGN = "assign", _("Assign the case")
    TAG = "tag", _("Add a tag")
    FOLLOW_UP = "follow_up", _("Create a follow-up")
    WEBHOOK = "webhook", _("Call a webhook")


class Outcome(TextChoices):
    """How one run of a rule on one event ended; only ``FAILED`` is tried again."""

    DONE = "done", pgettext_lazy("rule", "done")
    REFUSED = "refused", pgettext_lazy("rule", "refused")
    FAILED = "failed", pgettext_lazy("rule", "failed")
    LOOP = "loop", _("stopped: would go in circles")
    LIMIT = "limit", _("stopped: too often on one case")


class Whose(TextChoices):
    """Whose people are told."""

    CASE = "case", _("Of the agency that the case belongs to")
    ANY = "any", _("Of every agency")
    AGENCY = "agency", _("Of one agency")


class Operator(TextChoices):
    """How a condition compares."""

    IN = "in", _("is one of")
    NOT_IN = "not_in", _("is none of")
    HAS = "has", _("contains")
    LACKS = "lacks", _("does not contain")
    AT_LEAST = "at_least", _("is at least")
    AT_MOST = "at_most", _("is at most")
    YES = "yes", pgettext_lazy("condition", "yes")
    NO = "no", pgettext_lazy("condition", "no")
