"""The citizen's forms: a new report, and the contact details on the private link."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.uploads import CleanImage, UploadRefused, clean_image
from subsystems.agencies.enums import AreaLevel
from subsystems.agencies.models import Area
from workflows.engine.forms import DateTimeInput, FilesField
from workflows.field_reports import drafts
from workflows.field_reports.enums import RequestKind
from workflows.field_reports.guards import MAX_PHOTOS
from workflows.field_reports.models import Category
from workflows.field_reports.places import PlaceRefused, check_position, propose_areas
from workflows.field_reports.questions import QuestionsForm, asked_of

CONSENT_VERSION = "2026-11"
LONGEST_AGO = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Tile:
    """One kind of problem in the form: ``id`` is that of its radio button, ``questions`` what it asks besides."""

    kind: Category
    id: str
    is_chosen: bool
    questions: QuestionsForm | None


class AreaSelect(forms.Select):
    """Communes with their centres, so that the page can propose the one nearest to a point."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        area = getattr(value, "instance", None)
        if area is not None and area.latitude is not None and area.longitude is not None:
            option["attrs"] |= {"data-latitude": f"{area.latitude:.5f}", "data-longitude": f"{area.longitude:.5f}"}
        return option


def _position_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class ContactForm(forms.Form):
    """Who reports, all of it optional; nothing is kept without consent."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("We send you the private link and each step."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    consent = forms.BooleanField(
        label=_("I agree that my contact details are used to handle this report."), required=False
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if any(data.get(name) for name in ("name", "phone", "email")) and not data.get("consent"):
            self.add_error("consent", _("Without your consent we may not keep your contact details."))
        return data


class DataRequestForm(forms.Form):
    """What a reporter asks about personal data that he cannot change himself."""

    kind = forms.ChoiceField(
        label=_("What do you ask for?"),
        choices=RequestKind.choices,
        widget=forms.RadioSelect,
        initial=RequestKind.ERASURE,
    )
    text = forms.CharField(
        label=_("Which data, and what should become of them?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: blur the face in the second photo."),
    )


class ReportForm(ContactForm):
    """What a citizen is asked. Only the category, the description and some place are needed.

    ``new_photos`` holds the photos of this request that are good, even when another was refused or another field is
    wrong; ``refused`` the numbers, from 0, of those that are not. ``swapped`` is true when the coordinates would do the
    other way round.
    """

    # An empty file is judged with the others in clean_photos: the field would let all of them go for it.
    photos = FilesField(
        label=_("Photos"),
        required=False,
        allow_empty_file=True,
        help_text=_("Up to 5. Avoid faces and number plates where you can."),
    )
    latitude = _position_field(_("Latitude"))
    longitude = _position_field(_("Longitude"))
    address = forms.CharField(
        label=_("Address or landmark"),
        max_length=300,
        required=False,
        help_text=_("For example: in front of 12 Trần Hưng Đạo, or beside the market."),
    )
    area = forms.ModelChoiceField(
        label=_("Commune or ward"),
        queryset=Area.objects.none(),
        required=False,
        widget=AreaSelect,
        empty_label=_("Not sure"),
    )
    occurred_at = forms.DateTimeField(
        label=_("When did you see it?"),
        required=False,
        widget=DateTimeInput(format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%H:%M %d/%m/%Y", "%d/%m/%Y"],
    )
    category = forms.ChoiceField(
        label=_("What is it about?"), widget=forms.RadioSelect, error_messages={"required": _("Choose a category.")}
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What you see, since when, whom it endangers. Leave out names and phone numbers."),
        error_messages={"required": _("Write in a few words what is wrong.")},
    )
    draft = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    field_order = (
        "photos", "address", "area", "latitude", "longitude", "occurred_at", "category", "description",
        "name", "phone", "email", "consent", "draft", "key",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.new_photos: list[CleanImage] = []
        self.refused: list[int] = []
        self.swapped = False
        self.fields["category"].choices = self._choices  # type: ignore[attr-defined]
        communes = Area.objects.valid_on().filter(level=AreaLevel.COMMUNE).order_by("name")
        self.fields["area"].queryset = communes  # type: ignore[attr-defined]
        self.fields["photos"].widget.attrs["accept"] = "image/*,.heic,.heif"
        self.fields["draft"].initial = drafts.new_token
        self.fields["key"].initial = lambda: uuid.uuid4().hex

    @cached_property
    def groups(self) -> list[tuple[Category, list[Category]]]:
        """Groups with the kinds that can be reported, in the order of the admin. Three queries."""
        groups = Category.objects.filter(parent=None).prefetch_related("kinds__questions")
        found = [(group, [kind for kind in group.kinds.all() if kind.is_active]) for group in groups]
        return [(group, kinds) for group, kinds in found if kinds]

    def _choices(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        for group, kinds in self.groups:
            yield group.name, [(kind.code, kind.name) for kind in kinds]

    @cached_property
    def kinds(self) -> dict[str, Category]:
        return {kind.code: kind for _group, kinds in self.groups for kind in kinds}

    @property
    def tiles(self) -> list[tuple[Category, list[Tile]]]:
        """The categories as the page shows them, group by group."""
        chosen, number, shown = self["category"].value(), 0, []
        for group, kinds in self.groups:
            tiles = []
            for kind in kinds:
                questions = asked_of(kind)
                form = QuestionsForm(questions) if questions else None
                tiles.append(Tile(kind, f"id_category_{number}", kind.code == chosen, form))
                number += 1
            shown.append((group, tiles))
        return shown

    def keep_errors_of(self, *names: str) -> None:
        """Forget what is wrong elsewhere: the reporter is still filling the form in."""
        for name in [name for name in self.errors if name not in names]:
            del self.errors[name]

    def clean_category(self) -> Category:
        return self.kinds[self.cleaned_data["category"]]

    def clean_photos(self) -> list[CleanImage]:
        """Each photo is judged for itself, so that a bad one costs nobody the good ones."""
        room = MAX_PHOTOS - len(drafts.paths(self.data.get("draft", "")))
        messages: list[Any] = []
        for number, upload in enumerate(self.cleaned_data["photos"] or []):
            try:
                if len(self.new_photos) >= room:
                    raise UploadRefused(_("A report takes at most 5 photos; the others were left out."), code="many")
                self.new_photos.append(clean_image(upload))
            except UploadRefused as error:
                self.refused.append(number)
                messages += [f"{upload.name[-60:]}: {text}" for text in error.messages]
        if messages:
            raise ValidationError(messages)
        return self.new_photos

    def clean_occurred_at(self) -> Any:
        moment, now = self.cleaned_data["occurred_at"], timezone.now()
        if moment and not now - LONGEST_AGO <= moment <= now + timedelta(minutes=10):
            raise ValidationError(_("Give a time within the last year, not in the future."))
        return moment

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("latitude") or data.get("longitude"):
            self._clean_position(data)
        else:
            data["latitude"] = data["longitude"] = None
            if not data.get("address") and "address" not in self.errors:
                self.add_error("address", _("Say where it is: an address, a landmark, or your position."))
        return data

    def _clean_position(self, data: dict[str, Any]) -> None:
        try:
            data["longitude"], data["latitude"] = check_position(data.get("latitude"), data.get("longitude"))
        except PlaceRefused as error:
            self.swapped = error.is_swapped
            self.add_error("latitude", str(error))
            return
        if not data.get("area") and "area" not in self.errors:
            proposals = propose_areas(data["latitude"], data["longitude"], 1)
            data["area"] = proposals[0].area if proposals else None
