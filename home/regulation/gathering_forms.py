"""The form by which accepted feedback becomes the draft of an amendment."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from home.regulation.feedback import ClauseFeedback
from home.regulation.services.gathering import Draft


class _Day(forms.DateInput):
    input_type = "date"


class GatheringForm(forms.Form):
    """What the decision is called, and for each clause the proposals that are taken up and the new text.

    The fields of a clause are ``take-<anchor>`` (keys of proposals) and ``text-<anchor>``.
    """

    number = forms.CharField(
        label=pgettext_lazy("law", "number"),
        max_length=60,
        help_text=_("While the decision has none, call it a draft, such as “Dự thảo 1/2026”; it is changed later."),
    )
    title = forms.CharField(label=pgettext_lazy("law", "title"), max_length=500)
    issued_on = forms.DateField(label=_("issued on"), widget=_Day)
    effective_from = forms.DateField(label=_("effective from"), widget=_Day)

    def __init__(self, clauses: Sequence[ClauseFeedback], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clauses = clauses
        today = timezone.localdate()
        self.initial.setdefault("title", "Sửa đổi, bổ sung một số điều của Quy chế")
        self.initial.setdefault("number", f"Dự thảo {today:%d/%m/%Y}")
        self.initial.setdefault("issued_on", f"{today:%Y-%m-%d}")
        self.initial.setdefault("effective_from", f"{today + timedelta(days=1):%Y-%m-%d}")
        for clause in clauses:
            choices = [(str(p.pk), f"{p.reference} · {p.agency.label}: {p.title}") for p in clause.proposals]
            self.fields[f"take-{clause.eid}"] = forms.MultipleChoiceField(
                label=_("Proposals taken up"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )
            self.fields[f"text-{clause.eid}"] = forms.CharField(
                label=_("New text"),
                required=False,
                max_length=20_000,
                initial=clause.suggested,
                widget=forms.Textarea(attrs={"rows": 5}),
            )

    @property
    def own_fields(self) -> list[Any]:
        """The fields of the decision itself."""
        return [self[name] for name in ("number", "title", "issued_on", "effective_from")]

    @property
    def rows(self) -> list[tuple[ClauseFeedback, Any, Any]]:
        """Each clause with its two fields."""
        return [(clause, self[f"take-{clause.eid}"], self[f"text-{clause.eid}"]) for clause in self.clauses]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = [clause for clause in self.clauses if cleaned.get(f"take-{clause.eid}")]
        if not chosen:
            raise ValidationError(_("Tick at least one proposal."))
        for clause in chosen:
            text = cleaned.get(f"text-{clause.eid}", "").strip()
            if not text or text == clause.text.strip():
                self.add_error(f"text-{clause.eid}", _("Write what the clause is to say; it is what it says today."))
        return cleaned

    @property
    def draft(self) -> Draft:
        """What the service takes, from a valid form."""
        data = self.cleaned_data
        texts = {c.eid: data[f"text-{c.eid}"].strip() for c in self.clauses if data[f"take-{c.eid}"]}
        return Draft(data["number"].strip(), data["title"].strip(), data["issued_on"], data["effective_from"], texts)

    @property
    def proposals(self) -> list[int]:
        """The keys of the proposals that are taken up."""
        return [int(key) for clause in self.clauses for key in self.cleaned_data[f"take-{clause.eid}"]]
