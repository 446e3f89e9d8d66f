"""Forms of the desk and of the reference lists; saving goes through the services."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from ioc_site.common.uploads import UploadRefused, clean_image
from subsystems.monitoring.enums import SourceKind
from subsystems.monitoring.fetching.entries import canonical_url
from subsystems.monitoring.matching.book import RuleSpec
from subsystems.monitoring.matching.loading import new_edition, rule_spec
from subsystems.monitoring.models import Rule
from subsystems.monitoring.services import keeping


class SeenForm(forms.Form):
    """What a person saw online."""

    url = forms.CharField(
        label=_("Link"), max_length=1000, help_text=_("The address of the page or post, as the browser shows it.")
    )
    kind = forms.ChoiceField(label=_("Where"), choices=SourceKind.choices, initial=SourceKind.SOCIAL)
    title = forms.CharField(label=_("What it is about"), max_length=300)
    quote = forms.CharField(
        label=_("Quote"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The words as they stand there. Leave out names of private persons."),
    )
    published_at = forms.DateTimeField(
        label=_("Published at"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    author = forms.CharField(
        label=_("Author"),
        max_length=150,
        required=False,
        help_text=_("Of posts by private persons only a code is kept that nobody can read back."),
    )
    screenshot = forms.FileField(label=_("Screenshot"), required=False)

    def clean_url(self) -> str:
        url = canonical_url(self.cleaned_data["url"])
        if not url:
            raise ValidationError(_("This is not a web address."))
        return url

    def clean_published_at(self) -> Any:
        moment = self.cleaned_data["published_at"]
        if moment and moment > timezone.now() + timedelta(minutes=10):
            raise ValidationError(_("This time has not come yet."))
        return moment

    def clean_screenshot(self) -> Any:
        upload = self.cleaned_data["screenshot"]
        if upload:
            try:
                clean_image(upload)
            except UploadRefused as error:
                raise ValidationError(error.messages) from None
            upload.seek(0)
        return upload


class TableForm(forms.Form):
    """A CSV file for a source."""

    file = forms.FileField(label=_("CSV file"), help_text=_("Columns: url, title, text, published_at, author."))


class MaskForm(forms.Form):
    """Names to be masked, one a line."""

    names = forms.CharField(
        label=_("Names of private persons"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One name a line. The names themselves are not kept."),
    )


class EraseForm(forms.Form):
    """Why a text is erased."""

    reason = forms.CharField(label=_("Reason (this is logged)"), max_length=500)


class ServiceForm(WagtailAdminModelForm):
    """A model form that saves through a service."""

    save_row: ClassVar[Any]

    def save(self, commit: bool = True) -> Any:
        row = type(self).save_row(self.instance)
        self._save_m2m()
        return row


class SourceForm(ServiceForm):
    save_row = staticmethod(keeping.save_source)


class PartForm(ServiceForm):
    save_row = staticmethod(keeping.save_part)


class RuleForm(PartForm):
    """A rule; its kinds of sources are boxes to tick."""

    kinds = forms.MultipleChoiceField(
        label=_("Only these kinds of sources"),
        choices=SourceKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: all of them."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        needed = ("any_of", "all_of", "near", "areas", "agencies")
        if not any(cleaned.get(name) for name in needed):
            raise ValidationError(_("Say at least one thing that a text must have."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        rule = super().save(commit)
        new_edition()  # areas and agencies were saved after the rule
        return rule


class TrialForm(forms.ModelForm):
    """A rule as it would be; nothing of it is saved."""

    class Meta:
        model = Rule
        fields = ("any_of", "all_of", "near", "near_words", "none_of", "with_accents")
        widgets: ClassVar[dict[str, Any]] = {
            name: forms.Textarea(attrs={"rows": 4}) for name in ("any_of", "all_of", "near", "none_of")
        }

    def spec(self) -> RuleSpec:
        """The rule that was typed, with the areas, agencies and kinds of the saved one."""
        rule = self.instance
        return rule_spec(rule, [area.pk for area in rule.areas.all()], [agency.pk for agency in rule.agencies.all()])
