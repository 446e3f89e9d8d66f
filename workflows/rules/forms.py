"""The form of a rule: made from the facts of its kind and from what its action needs."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from workflows.engine.models import WebhookEndpoint
from workflows.rules.enums import ActionKind, Operator, Whose
from workflows.rules.facts import OPERATORS, Fact, FactKind
from workflows.rules.kinds import RuleKind, kind_of
from workflows.rules.models import ContentRule
from workflows.rules.queries import kinds_to_choose
from workflows.rules.words import PLACEHOLDERS, problems

_TICKS: dict[str, str] = {"class": "tick-list"}


def _choose(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    """What a select offers now."""
    field: Any = form.fields[name]
    field.choices = choices


def _offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """The rows that a select offers now."""
    field: Any = form.fields[name]
    field.queryset = rows


class StartForm(forms.Form):
    """The first question: about which cases, and what is done. Both stay as they are afterwards."""

    workflow = forms.ChoiceField(label=_("Kind of case"))
    action = forms.ChoiceField(label=pgettext_lazy("rule", "What is done"), choices=ActionKind.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "workflow", kinds_to_choose())

    def clean(self) -> dict[str, Any]:
        kind = kind_of(self.cleaned_data.get("workflow", ""))
        if kind and kind.assignment is None and self.cleaned_data.get("action") == ActionKind.ASSIGN:
            self.add_error("action", _("Cases of this kind are not assigned by rules."))
        return self.cleaned_data


class Line(forms.CharField):
    """A text with placeholders, on one line."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if found := problems(value):
            raise forms.ValidationError(found)


def _text_help() -> str:
    return str(_("These are filled in: %(names)s.")) % {
        "names": ", ".join(f"{{{{ {name} }}}} ({label})" for name, (label, _value) in PLACEHOLDERS.items())
    }


class _PeopleForm(forms.Form):
    """Whom a rule tells, or for whom a follow-up is."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    whose = forms.ChoiceField(label=_("Whose people"), choices=Whose.choices)
    agency = forms.ModelChoiceField(label=_("This agency"), queryset=Agency.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "agency", Agency.objects.valid_on().order_by("name"))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("whose") == Whose.AGENCY and not data.get("agency") and "agency" not in self.errors:
            self.add_error("agency", _("Choose the agency."))
        data["agency"] = data["agency"].pk if data.get("agency") else None
        return data


class NotifyForm(_PeopleForm):
    text = Line(label=_("What the notification says"), max_length=200)


class MailForm(_PeopleForm):
    address = forms.CharField(
        label=_("Or to this address"),
        max_length=254,
        required=False,
        validators=[validate_email],
        help_text=_("The mailbox of an agency, say. Filled in, the mail goes there instead of to people."),
    )
    subject = Line(label=_("Subject"), max_length=200)
    text = Line(label=pgettext_lazy("message", "Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class AssignForm(forms.Form):
    """Whom the kind of case can be given to, as far as the person who writes the rule may choose."""

    value = forms.ModelChoiceField(label=_("To whom"), queryset=Agency.objects.none())

    def __init__(self, *args: Any, kind: RuleKind, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind.assignment:
            self.fields["value"].label = kind.assignment.label
            _offer(self, "value", kind.assignment.rows(user))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["value"] = data["value"].pk if data.get("value") else None
        return data


class TagForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("case", "Tag"), max_length=40)


class FollowUpForm(_PeopleForm):
    title = Line(label=_("What is to be done"), max_length=200)
    days = forms.IntegerField(label=_("Working days for it"), min_value=1, max_value=60, initial=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "whose", [choice for choice in Whose.choices if choice[0] != Whose.ANY])


class WebhookForm(forms.Form):
    endpoint = forms.ModelChoiceField(
        label=_("Webhook"),
        queryset=WebhookEndpoint.objects.none(),
        help_text=_("Webhooks are kept by the operator; rules call those whose address begins with https:// only."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        secure = WebhookEndpoint.objects.filter(is_active=True, url__startswith="https://")
        _offer(self, "endpoint", secure)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["endpoint"] = data["endpoint"].pk if data.get("endpoint") else None
        return data


FORMS: dict[str, type[forms.Form]] = {
    ActionKind.NOTIFY: NotifyForm,
    ActionKind.MAIL: MailForm,
    ActionKind.TAG: TagForm,
    ActionKind.FOLLOW_UP: FollowUpForm,
    ActionKind.WEBHOOK: WebhookForm,
}


def _value_field(fact: Fact) -> forms.Field | None:
    """What a condition compares with; ``None`` where the operator says it all."""
    match fact.kind:
        case FactKind.CHOICE:
            choices = list(fact.choices()) if fact.choices else []
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple(attrs=_TICKS))
        case FactKind.TEXT:
            return forms.CharField(max_length=200, help_text=_("Several words or phrases: separate them by commas."))
        case FactKind.NUMBER:
            return forms.FloatField()
        case FactKind.BOOLEAN:
            return None


class RuleForm(forms.Form):
    """Everything of a rule but kind and action. ``conditions`` and ``action_form`` stand beside its own fields."""

    NEVER: ClassVar[tuple[str, Any]] = ("", _("does not matter"))

    name = forms.CharField(label=_("Name"), max_length=120)
    transition = forms.ChoiceField(label=_("Step"), required=False)
    is_active = forms.BooleanField(
        label=pgettext_lazy("rule", "Switched on"),
        required=False,
        help_text=_("Counts for steps from now on, within half a minute."),
    )

    def __init__(self, rule: ContentRule, kind: RuleKind, user: Any, data: Any = None) -> None:
        initial = {"name": rule.name, "transition": rule.transition, "is_active": rule.is_active}
        super().__init__(data, initial=initial)
        self.rule, self.facts = rule, kind.all_facts()
        steps = [(step.code, step.label) for step in (kind.table.opening, *kind.table.transitions)]
        _choose(self, "transition", [("", _("Any step")), *steps])
        given = {condition["fact"]: condition for condition in rule.conditions}
        for fact in self.facts.values():
            self._add_condition(fact, given.get(fact.name))
        self.action_form = self._action_form(rule, kind, user, data)

    def _add_condition(self, fact: Fact, condition: dict[str, Any] | None) -> None:
        operators = [(operator.value, operator.label) for operator in OPERATORS[fact.kind]]
        field = forms.ChoiceField(label=fact.label, choices=[self.NEVER, *operators], required=False)
        field.initial = condition["op"] if condition else ""
        self.fields[f"op_{fact.name}"] = field
        value = _value_field(fact)
        if value is None:
            return
        value.label, value.required = fact.label, False
        if condition:
            value.initial = condition["value"]
            if fact.kind is not FactKind.CHOICE:
                value.initial = ", ".join(str(v) for v in condition["value"])
        self.fields[f"is_{fact.name}"] = value

    @staticmethod
    def _action_form(rule: ContentRule, kind: RuleKind, user: Any, data: Any) -> forms.Form:
        known: dict[str, Any] = {"initial": rule.settings or None, "prefix": "viec"}
        if rule.action == ActionKind.ASSIGN:
            form: forms.Form = AssignForm(data, kind=kind, user=user, **known)
        else:
            form = FORMS[rule.action](data, **known)
        for name in ("text", "title"):
            if isinstance(form.fields.get(name), Line):
                form.fields[name].help_text = _text_help()
        return form

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The conditions for the screen: operator and value (or ``None``) of each fact."""
        values = (f"is_{name}" for name in self.facts)
        return [
            (self[f"op_{name}"], self[value] if value in self.fields else None)
            for name, value in zip(self.facts, values, strict=True)
        ]

    def is_valid(self) -> bool:
        return super().is_valid() & self.action_form.is_valid()

    def clean(self) -> dict[str, Any]:
        for name, fact in self.facts.items():
            value = f"is_{name}"
            chosen = self.cleaned_data.get(f"op_{name}")
            if chosen and value in self.fields and value not in self.errors and not self._values(fact):
                self.add_error(value, _("Say with what it is compared."))
        return self.cleaned_data

    def _values(self, fact: Fact) -> list[str]:
        found = self.cleaned_data.get(f"is_{fact.name}")
        if found is None or found == "":
            return []
        if fact.kind is FactKind.TEXT:
            return [part for word in found.split(",") if (part := " ".join(word.split()))]
        return [str(value) for value in (found if isinstance(found, list) else [found])]

    @property
    def answers(self) -> dict[str, Any]:
        """What ``services.save_rule`` takes, once the form is valid."""
        data = self.cleaned_data
        conditions = [
            {"fact": name, "op": Operator(op).value, "value": self._values(fact)}
            for name, fact in self.facts.items()
            if (op := data[f"op_{name}"])
        ]
        return {
            "name": data["name"],
            "transition": data["transition"],
            "is_active": data["is_active"],
            "conditions": conditions,
            "settings": dict(self.action_form.cleaned_data),
        }
