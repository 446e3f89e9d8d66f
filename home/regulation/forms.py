"""The two forms of the public page: the day whose text is shown, and the two days that are compared."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ioc_site.common.vietnamese import parse_date

# What a day can look like at most: "ngày 23 tháng 5 năm 2024".
_LONGEST = 40


class DayField(forms.CharField):
    """A day, as a browser sends it (2024-05-23) or as people write it (23/5/2024)."""

    default_error_messages = {"invalid": _("This is not a day. Write it as 23/05/2024 or 2024-05-23.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def clean(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            if len(text) > _LONGEST:
                raise ValueError("too long for a day")
            return parse_date(text)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class _DaysForm(forms.Form):
    """A form whose wrong days stay to be seen: a browser shows nothing of them in a field of its own kind for days."""

    def full_clean(self) -> None:
        super().full_clean()
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.input_type = "text"


class DayForm(_DaysForm):
    """``?ngay=``: the text in force that day."""

    ngay = DayField(label=_("Text in force on"))


class CompareForm(_DaysForm):
    """``?tu=…&den=…``: two days to compare."""

    tu = DayField(label=_("Text in force on"))
    den = DayField(label=_("Compared with the text in force on"))
