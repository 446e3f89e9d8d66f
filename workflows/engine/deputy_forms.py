"""The form that names a deputy."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflows.engine.forms import DateInput

_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


class DeputyForm(forms.Form):
    """Who, from when to when, and why; ``choices`` are ``agency:person``."""

    deputy = forms.ChoiceField(label=_("Deputy"))
    first_day = forms.DateField(label=_("First day"), widget=DateInput(format="%Y-%m-%d"), input_formats=_FORMATS)
    last_day = forms.DateField(label=_("Last day"), widget=DateInput(format="%Y-%m-%d"), input_formats=_FORMATS)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["deputy"]
        field.choices = [("", "–"), *choices]
        self.fields["first_day"].initial = timezone.localdate
