"""Forms of the conduct room."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ioc_site.common.evidence import kinds_of_evidence
from subsystems.agencies.models import Agency, User
from workflows.conduct.enums import CaseKind
from workflows.conduct.models import Commendation, ConductForm, Discipline, RequiredDocument, Round


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class CaseForm(forms.ModelForm):
    """What a case says: whom it is about, what for, over which period, and the form that is proposed."""

    subject_account = forms.CharField(
        label=_("Sign-in name of the person"),
        required=False,
        max_length=150,
        help_text=_("If the person has an account here; evidence about a person needs one."),
    )

    class Meta:
        fields: Any = (
            "form",
            "subject_agency",
            "subject_name",
            "subject_position",
            "period_start",
            "period_end",
            "grounds",
        )
        widgets: ClassVar[dict[str, Any]] = {
            "period_start": DateInput,
            "period_end": DateInput,
            "grounds": forms.Textarea(attrs={"rows": 6}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "subject_agency": _("Either an agency, or a person below."),
        }

    field_order: Any = (
        "form", "subject_agency", "subject_name", "subject_position", "subject_account",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options: Any = self.fields["form"]
        options.queryset = ConductForm.objects.of(self._meta.model.kind)
        agencies: Any = self.fields["subject_agency"]
        agencies.queryset = Agency.objects.valid_on().exclude(kind="commune").order_by("name")
        if self.instance.subject_user_id:
            self.fields["subject_account"].initial = self.instance.subject_user.get_username()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        agency, person = data.get("subject_agency"), data.get("subject_name", "").strip()
        if bool(agency) == bool(person):
            self.add_error("subject_agency", _("Name either an agency or a person."))
        chosen = data.get("form")
        if chosen and bool(agency) != bool(person) and not chosen.is_for(person=bool(person)):
            self.add_error("form", _("This form is not for whom you named."))
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The last day is before the first."))
        if end and end > timezone.localdate():
            self.add_error("period_end", _("This day has not come yet."))
        self._find_account(data, person)
        return data

    def _find_account(self, data: dict[str, Any], person: str) -> None:
        name = data.get("subject_account", "").strip()
        data["subject_user"] = User.objects.filter(username=name, is_active=True).first() if name and person else None
        if name and person and data["subject_user"] is None:
            self.add_error("subject_account", _("There is no such account."))

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "subject_account"}


class CommendationForm(CaseForm):
    class Meta(CaseForm.Meta):
        model = Commendation


class DisciplineForm(CaseForm):
    class Meta(CaseForm.Meta):
        model = Discipline
        fields = (*CaseForm.Meta.fields, "found_on")
        widgets: ClassVar[dict[str, Any]] = {**CaseForm.Meta.widgets, "found_on": DateInput}

    def clean_found_on(self) -> Any:
        day = self.cleaned_data["found_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        if day < timezone.localdate() - timedelta(days=3650):
            raise forms.ValidationError(_("This day lies more than ten years back."))
        return day


class DocumentForm(forms.Form):
    """A file for the dossier."""

    answers = forms.ModelChoiceField(
        RequiredDocument.objects.none(),
        label=_("Document of the checklist"),
        required=False,
        empty_label=_("Another document"),
    )
    name = forms.CharField(label=pgettext_lazy("document", "Name"), max_length=200, required=False)
    file = forms.FileField(label=pgettext_lazy("document", "File"), help_text=_("PDF, DOCX, ODT or XLSX."))

    def __init__(self, case: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines: Any = self.fields["answers"]
        lines.queryset = case.form.documents.all()


class RoundForm(forms.ModelForm):
    """A round of commendation."""

    measures = forms.MultipleChoiceField(label=_("Measures"), widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Round
        fields = ("name", "form", "period_start", "period_end", "measures", "minimum", "seats", "quota")
        widgets: ClassVar[dict[str, Any]] = {"period_start": DateInput, "period_end": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options: Any = self.fields["form"]
        options.queryset = ConductForm.objects.of(CaseKind.COMMENDATION).exclude(subject="person")
        measures: Any = self.fields["measures"]
        measures.choices = [(kind.code, kind.label) for kind in kinds_of_evidence()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The last day is before the first."))
        return data


class RoundDecisionForm(forms.Form):
    """One decision for all cases of a round."""

    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decided_on = forms.DateField(label=_("Day of the decision"), widget=DateInput)
    file = forms.FileField(label=_("Signed decision (PDF)"), required=False)
