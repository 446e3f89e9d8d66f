"""What must hold before a step of a delivery."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from workflows.engine.definitions import Step


def delivers_something(delivery: Any) -> Decision:
    """At least one value, new, changed or confirmed."""
    return ALLOWED if delivery.row_count else Refused(gettext_lazy("This delivery has no values."))


def warnings_acknowledged(step: Step) -> None:
    """Unusual values are published only when the head has said that he stands by them."""
    if step.case.warning_count and not step.data.get("acknowledged"):
        raise ValidationError(
            {"acknowledged": _("Look at the unusual values below and confirm them, or send the delivery back.")}
        )
