"""Forms of proposals: one a kind, each with the questions that this kind needs; task forces and nominations."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ioc_site.common.citations import REGULATION, Citation, find_citations
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.models import Agency
from workflows.proposals.clauses import text_of
from workflows.proposals.enums import ProposalKind, Severity
from workflows.proposals.models import Nomination, Proposal, TaskForce

LONG = {"rows": 5}


def _long(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, help_text=help_text, max_length=10_000, widget=forms.Textarea(attrs=LONG)
    )


class KindForm(forms.Form):
    """What every kind asks; the others add their own questions, which are kept in ``Proposal.details``."""

    kind: ClassVar[ProposalKind]
    # Answers that have a column of their own.
    columns: ClassVar[frozenset[str]] = frozenset({"title", "body", "subsystem"})

    title = forms.CharField(label=_("Title"), max_length=200)
    subsystem = forms.ChoiceField(label=_("Component"), required=False, choices=[("", "–"), *Subsystem.choices])
    body = _long(_("What it is about"))

    @property
    def for_columns(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in self.columns}

    @property
    def details(self) -> dict[str, str]:
        """The answers to the kind's own questions, as text."""
        own = {name: value for name, value in self.cleaned_data.items() if name not in self.columns}
        return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in own.items()}


class ImprovementForm(KindForm):
    """A task or solution for a better IOC (Article 8 clause 5 point đ)."""

    kind = ProposalKind.IMPROVEMENT
    benefit = _long(_("What it would bring, and to whom"))
    resources = _long(_("People and means that it takes"), required=False)


class IncidentForm(KindForm):
    """Something that does not work as it should (Article 6 clause 3, Article 9 clause 4)."""

    kind = ProposalKind.INCIDENT
    columns = KindForm.columns | {"severity", "is_sensitive"}
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices)
    since = forms.CharField(label=_("Since when"), max_length=100)
    affected = _long(_("Who is affected and how it shows"))
    is_sensitive = forms.BooleanField(
        label=_("It concerns information security: only for those concerned"), required=False
    )
    field_order = ("title", "subsystem", "severity", "since", "affected", "body", "is_sensitive")


class FeedbackForm(KindForm):
    """Where the regulation does not fit (Article 11 clause 2); hangs on the clause that it is about."""

    kind = ProposalKind.FEEDBACK
    columns = KindForm.columns | {"place"}
    place = forms.CharField(
        label=_("Clause"), max_length=60, help_text=_("As it is cited: “khoản 3 Điều 10”, “điểm a khoản 5 Điều 8”.")
    )
    proposed_text = _long(_("How it should read"))
    field_order = ("title", "place", "body", "proposed_text", "subsystem")

    def clean_place(self) -> str:
        """The anchor of the one clause that is named; it must exist today."""
        text = self.cleaned_data["place"]
        found = list(find_citations(text, REGULATION))
        citation = found[0].citation if len(found) == 1 else _anchor(text)
        if citation is None:
            raise forms.ValidationError(_("Name one clause, such as “khoản 3 Điều 10”."))
        if text_of(citation) is None:
            raise forms.ValidationError(_("The regulation has no %(place)s.") % {"place": citation.label})
        return citation.eid


def _anchor(text: str) -> Citation | None:
    try:
        return Citation.from_eid(REGULATION, text.strip())
    except ValueError:
        return None


class ChangeForm(KindForm):
    """A function to be changed or added (Article 6 clause 3)."""

    kind = ProposalKind.CHANGE
    now = _long(_("How it works now"))
    wanted = _long(_("How it should work"))
    field_order = ("title", "subsystem", "now", "wanted", "body")


class ConnectionForm(KindForm):
    """A system whose data should flow to the IOC or from it (Article 8 clause 5 point b)."""

    kind = ProposalKind.CONNECTION
    METHODS = (
        ("api", pgettext_lazy("connection", "Interface (API)")),
        ("lgsp", pgettext_lazy("connection", "Provincial integration platform (LGSP)")),
        ("file", pgettext_lazy("connection", "Files on a schedule")),
        ("other", pgettext_lazy("connection", "Another way")),
    )
    system = forms.CharField(label=_("System or database"), max_length=200)
    contents = _long(_("Which data, how often"))
    method = forms.ChoiceField(label=_("How it could be connected"), choices=METHODS)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300, required=False)
    has_personal_data = forms.BooleanField(label=_("It holds personal data"), required=False)
    technician = forms.CharField(
        label=_("Technical contact"), max_length=200, help_text=_("Name and office telephone.")
    )
    field_order = (
        "title", "subsystem", "system", "contents", "method", "has_personal_data", "legal_basis", "technician", "body",
    )  # fmt: skip


KIND_FORMS: dict[str, type[KindForm]] = {
    form.kind: form for form in (ImprovementForm, IncidentForm, FeedbackForm, ChangeForm, ConnectionForm)
}


def answers_of(proposal: Proposal) -> list[tuple[str, str]]:
    """(question, answer) of the kind's own questions, for screens; unanswered ones are left out."""
    shown = []
    for name, field in KIND_FORMS[proposal.kind].base_fields.items():
        value = proposal.details.get(name)
        if value in (None, "", False):
            continue
        choices = dict(getattr(field, "choices", ()))
        shown.append((str(field.label), str(_("yes")) if value is True else str(choices.get(value, value))))
    return shown


def form_of(proposal: Proposal) -> dict[str, Any]:
    """The initial values of the form of a proposal that exists."""
    columns = {name: getattr(proposal, name) for name in KIND_FORMS[proposal.kind].columns}
    if proposal.citation:
        columns["place"] = proposal.citation.label
    return columns | proposal.details


class _DateInput(forms.DateInput):
    input_type = "date"


class TaskForceForm(forms.ModelForm):
    """A task force, its mandate, and the agencies asked to name people."""

    class Meta:
        model = TaskForce
        fields = (
            "name", "mandate", "lead", "asked", "nominate_by",
            "decision_number", "decided_on", "valid_from", "valid_to",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "asked": forms.CheckboxSelectMultiple,
            **{name: _DateInput(format="%Y-%m-%d") for name in ("nominate_by", "decided_on", "valid_from", "valid_to")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = Agency.objects.valid_on().exclude(kind="commune").order_by("name")
        for name in ("lead", "asked"):
            field: Any = self.fields[name]
            field.queryset = current


class NominationForm(forms.ModelForm):
    """The person whom an agency names."""

    class Meta:
        model: type[Model] = Nomination
        fields = ("person", "position", "expertise")


class SupportForm(forms.Form):
    """Why another agency supports it."""

    note = forms.CharField(label=_("Why (may be left empty)"), max_length=500, required=False)
