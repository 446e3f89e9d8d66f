"""The filters of the public pages, and the admin's form of a duty."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from home.duties.models import Duty
from home.duties.services import save_duty
from home.regulation.queries import existing_eids
from subsystems.agencies.models import Agency


class DutyFilter(forms.Form):
    """``?co-quan=<slug>``."""

    def __init__(self, *args: object, agencies: list[Agency], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [("", _("All agencies and people")), *((agency.slug, agency.name) for agency in agencies)]
        self.fields["co-quan"] = forms.ChoiceField(
            label=_("Agency"),
            choices=choices,
            required=False,
            error_messages={"invalid_choice": _("There is no such agency; all duties are shown.")},
        )


class DirectoryFilter(forms.Form):
    """``?q=<words of a name>``."""

    q = forms.CharField(
        label=_("Part of the name"),
        required=False,
        max_length=100,
        help_text=_("With or without accents: “duc linh” finds Đức Linh."),
    )


class DutyForm(WagtailAdminModelForm):
    """The admin's form: the place must stand in the regulation, and saving goes through the service."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        document, eid = cleaned.get("document"), cleaned.get("eid")
        if document and eid and eid not in existing_eids(document):
            self.add_error("eid", _("There is no such place in the regulation."))
        return cleaned

    def save(self, commit: bool = True) -> Duty:
        return save_duty(super().save(commit=False))
