"""The citizen's form."""

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import AreaLevel
from subsystems.agencies.models import Area
from workflows.engine.forms import FilesField
from workflows.field_reports import drafts
from workflows.field_reports.guards import MAX_PHOTOS
from workflows.field_reports.models import Category
from workflows.field_reports.places import PlaceRefused, check_position

CONSENT_VERSION = "2026-11"


def category_choices() -> Iterator[tuple[str, Any]]:
    """Kinds under their groups, in the order of the admin. Two queries."""
    yield "", _("Choose a category")
    groups = Category.objects.filter(parent=None).prefetch_related("kinds")
    for group in groups:
        kinds = [(kind.code, kind.name) for kind in group.kinds.all() if kind.is_active]
        if kinds:
            yield group.name, kinds


class ReportForm(forms.Form):
    """What a citizen is asked. Only the category, the description and some place are needed."""

    photos = FilesField(
        label=_("Photos"), required=False, help_text=_("Up to 5. Avoid faces and number plates where you can.")
    )
    category = forms.ChoiceField(label=_("What is it about?"))
    description = forms.CharField(
        label=_("What is wrong?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What you see, since when, whom it endangers. Leave out names and phone numbers."),
    )
    address = forms.CharField(
        label=_("Where is it?"), max_length=300, required=False, help_text=_("House number and street, or a landmark.")
    )
    area = forms.ModelChoiceField(label=_("Commune or ward"), queryset=Area.objects.none(), required=False)
    latitude = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    longitude = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Your name"), max_length=120, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("We send you the private link and each step.")
    )
    consent = forms.BooleanField(
        label=_("I agree that my contact details are used to handle this report."), required=False
    )
    draft = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices  # type: ignore[attr-defined]
        communes = Area.objects.valid_on().filter(level=AreaLevel.COMMUNE).order_by("name")
        self.fields["area"].queryset = communes  # type: ignore[attr-defined]
        self.fields["photos"].widget.attrs["accept"] = "image/*"
        self.fields["draft"].initial = drafts.new_token
        self.fields["key"].initial = lambda: uuid.uuid4().hex

    def clean_category(self) -> Category:
        return Category.objects.get(code=self.cleaned_data["category"])

    def clean_photos(self) -> list[Any]:
        photos = self.cleaned_data["photos"] or []
        if len(photos) + len(drafts.names(self.data.get("draft", ""))) > MAX_PHOTOS:
            raise ValidationError(_("Choose at most 5 photos."))
        return photos

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if any(data.get(name) for name in ("name", "phone", "email")) and not data.get("consent"):
            self.add_error("consent", _("Without your consent we may not keep your contact details."))
        if data.get("latitude") or data.get("longitude"):
            try:
                data["longitude"], data["latitude"] = check_position(data.get("latitude"), data.get("longitude"))
            except PlaceRefused as error:
                self.add_error("address", str(error))
        else:
            data["latitude"] = data["longitude"] = None
            if not data.get("address") and "address" not in self.errors:
                self.add_error("address", _("Say where it is: an address, a landmark, or your position."))
        return data
