"""Forms of the admin: an amendment is checked against the text that it changes, each fault at its field."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from home.regulation.drafting import problems_of
from home.regulation.enums import ProvisionKind
from home.regulation.models import Amendment, ProvisionVersion
from home.regulation.queries import snapshot_of


class ProvisionVersionForm(WagtailAdminModelForm):
    """A correction: only what a provision of this kind can have, and never nothing."""

    instance: ProvisionVersion

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.instance.provision.kind
        if kind in (ProvisionKind.CLAUSE, ProvisionKind.POINT):
            self.fields.pop("heading", None)
        if kind == ProvisionKind.CHAPTER:
            self.fields.pop("text", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        said = [cleaned.get(name, "") for name in ("heading", "text")]
        if not self.instance.repealed and not any(said):
            self.add_error("text" if "text" in self.fields else "heading", _("Write what the provision says."))
        return cleaned


class AmendmentForm(WagtailAdminModelForm):
    """An amendment with its changes."""

    instance: Amendment
    formsets: dict[str, Any]

    def is_valid(self) -> bool:
        return super().is_valid() and self._changes_fit()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        document, effective_from = cleaned.get("document"), cleaned.get("effective_from")
        if document and effective_from and effective_from <= document.valid_from:
            self.add_error("effective_from", _("An amendment takes effect after the document that it changes."))
        return cleaned

    def _changes_fit(self) -> bool:
        """Whether each change fits the text; what does not gets an error in its row. A draft may have empty rows."""
        document, effective_from = self.cleaned_data.get("document"), self.cleaned_data.get("effective_from")
        rows = [form for form in self.formsets["changes"].forms if _is_filled_in(form)]
        if not document or not effective_from or not rows:
            return True
        amendment = self.instance
        amendment.document, amendment.effective_from = document, effective_from
        problems = list(problems_of(snapshot_of(document), amendment, [form.instance for form in rows]))
        for problem in problems:
            rows[problem.index].add_error(problem.field, problem.message)
        return not problems


def _is_filled_in(form: forms.ModelForm) -> bool:
    cleaned = getattr(form, "cleaned_data", {})
    return bool(cleaned.get("place")) and not cleaned.get("DELETE")
