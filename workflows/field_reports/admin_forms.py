"""Forms of the reference lists of field reports in the admin; saving goes through services."""

from typing import Any

from django import forms
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subsystems.agencies.enums import Role
from subsystems.agencies.forms import ServiceForm
from subsystems.agencies.models import Area
from subsystems.agencies.scoping import members_with_role
from workflows.field_reports import catalogue_services as services
from workflows.field_reports import options
from workflows.field_reports.desk import texts
from workflows.field_reports.models import Category
from workflows.field_reports.routing import Candidate
from workflows.field_reports.workflow import FIELD_REPORT


class RowForm(ServiceForm):
    """A row that needs no more than the checks of its model."""

    save_row = staticmethod(services.save_row)


class RequestForm(ServiceForm):
    save_row = staticmethod(services.save_data_request)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handled_by"].queryset = members_with_role(Role.MODERATOR, Role.OPERATOR)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        received, acknowledged, done = (data.get(n) for n in ("received_at", "acknowledged_at", "done_at"))
        if received and acknowledged and acknowledged < received:
            self.add_error("acknowledged_at", _("This lies before the request came."))
        if done and not acknowledged:
            self.add_error("acknowledged_at", _("What is answered was acknowledged, at the latest with the answer."))
        return data


class BreachForm(RowForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        discovered, reported = data.get("discovered_at"), data.get("reported_at")
        if discovered and reported and reported < discovered:
            self.add_error("reported_at", _("This lies before the discovery."))
        self.instance.discovered_at, self.instance.reported_at = discovered, reported
        if discovered and reported and self.instance.is_late and not data.get("delay_reason"):
            self.add_error("delay_reason", _("The 72 hours were over: say why the authority was told later."))
        return data


class TextForm(RowForm):
    """A standard text; only placeholders that can be filled may stand in it."""

    transition = forms.ChoiceField(label=gettext_lazy("Step"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [step for step in FIELD_REPORT.transitions if step.comment.value != "none" or step.code == "resolve"]
        self.fields["transition"].choices = [(step.code, step.label) for step in steps if not _is_of_a_party(step)]
        self.fields["category"].queryset = Category.objects.filter(parent__isnull=False)
        names = ", ".join(f"{{{name}}} ({label})" for name, label in texts.PLACEHOLDERS.items())
        self.fields["body"].help_text = _("Filled in when it is used: %(names)s.") % {"names": names}

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if wrong := texts.unknown(body):
            raise forms.ValidationError(_("There is no placeholder {%(name)s}.") % {"name": wrong[0]})
        return body


def _is_of_a_party(step: Any) -> bool:
    """Whether only the reporter, a connected system or the portal takes the step."""
    return step.who.__qualname__.startswith("only.")


class RuleForm(ServiceForm):
    """A routing rule: whatever is left empty holds always."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    save_row = staticmethod(services.save_rule)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["categories"].queryset = Category.objects.order_by(
            Coalesce("parent__order", "order"), Coalesce("parent_id", "id"), F("parent").asc(nulls_first=True), "order"
        )
        self.fields["categories"].label_from_instance = lambda row: f"– {row.name}" if row.parent_id else row.name
        # A hundred areas do not fit into the box: those that are chosen stand at its top.
        chosen = Q(pk__in=self.instance.areas.values("pk")) if self.instance.pk else Q(pk=0)
        areas = Area.objects.exclude(level="province")
        self.fields["areas"].queryset = areas.order_by(Case(When(chosen, then=0), default=1), "level", "name")
        self.fields["agency"].queryset = options.handling_agencies(None, None)

    def candidate(self) -> Candidate:
        """The rule as it stands in the form, for a dry run. Nothing is saved."""
        data = self.cleaned_data
        categories, areas = ({row.pk for row in data[name]} for name in ("categories", "areas"))
        return Candidate(self.instance, frozenset(categories), frozenset(areas))
