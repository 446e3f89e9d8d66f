"""Forms of the engine: that of a transition, made from its declaration, and those of its screens in the admin."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from subsystems.agencies.forms import ServiceForm
from workflows.engine import registry, settings_services
from workflows.engine.definitions import Ask, Field, FieldKind, Transition
from workflows.engine.models import MailMode
from workflows.engine.origin import MARKS
from workflows.engine.telling import messages

COMMENT = "comment"
VERSION = "version"
KEY = "key"
# Names that a definition cannot give to a field of its own.
RESERVED = frozenset({COMMENT, VERSION, KEY}) | MARKS
COMMENT_LENGTH = 10_000


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several uploads in one field; cleans to a list. Their content is judged by the effect that stores them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(FilesField, self).clean(file, initial) for file in files]
        return [file for file in cleaned if file]


class DateInput(forms.DateInput):
    input_type = "date"


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"


def _text(field: Field, case: Any, actor: Any) -> forms.Field:
    return forms.CharField(max_length=field.max_length)


def _long_text(field: Field, case: Any, actor: Any) -> forms.Field:
    return forms.CharField(max_length=field.max_length, widget=forms.Textarea(attrs={"rows": 4}))


def _choice(field: Field, case: Any, actor: Any) -> forms.Field:
    choices = list(field.choices(case)) if field.choices else []
    if field.kind is FieldKind.CHOICES:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)
    return forms.ChoiceField(choices=[("", "–"), *choices])


def _date(field: Field, case: Any, actor: Any) -> forms.Field:
    return forms.DateField(widget=DateInput(format="%Y-%m-%d"), input_formats=["%Y-%m-%d", "%d/%m/%Y"])


def _datetime(field: Field, case: Any, actor: Any) -> forms.Field:
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y"]
    return forms.DateTimeField(widget=DateTimeInput(format="%Y-%m-%dT%H:%M"), input_formats=formats)


def _integer(field: Field, case: Any, actor: Any) -> forms.Field:
    return forms.IntegerField(min_value=field.minimum, max_value=field.maximum)


def _boolean(field: Field, case: Any, actor: Any) -> forms.Field:
    return forms.BooleanField()


def _object(field: Field, case: Any, actor: Any) -> forms.Field:
    if field.queryset is None:
        raise ValueError(f"the field {field.name!r} names no queryset")
    if field.kind is FieldKind.OBJECTS:
        return forms.ModelMultipleChoiceField(field.queryset(case, actor))
    return forms.ModelChoiceField(field.queryset(case, actor))


def _files(field: Field, case: Any, actor: Any) -> forms.Field:
    return FilesField()


_BUILDERS: dict[FieldKind, Callable[[Field, Any, Any], forms.Field]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _long_text,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choice,
    FieldKind.DATE: _date,
    FieldKind.DATETIME: _datetime,
    FieldKind.INTEGER: _integer,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.OBJECT: _object,
    FieldKind.OBJECTS: _object,
    FieldKind.FILES: _files,
}


class TransitionForm(forms.Form):
    """What a transition asks for, with the version that the person saw and the key of this one sending.

    Used by screens to show and read back the questions and by ``fire`` to check the answers, whoever calls. After
    ``is_valid()`` a screen passes ``answers``, ``cleaned_data["comment"]``, ``seen_version`` and ``sending_key`` to
    ``fire``. ``initial`` may bring a new ``key`` (``uuid4``), so that one form sent twice counts once.
    """

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, transition: Transition, case: Any, actor: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.transition = transition
        self.fields[VERSION].initial = case.version
        for spec in transition.fields:
            field = _BUILDERS[spec.kind](spec, case, actor)
            field.label, field.help_text, field.required = str(spec.label), str(spec.help), spec.required
            self.fields[spec.name] = field
        if transition.comment is not Ask.NONE:
            self.fields[COMMENT] = forms.CharField(
                label=transition.comment_label or pgettext_lazy("case", "Comment"),
                required=transition.comment is Ask.REQUIRED,
                max_length=COMMENT_LENGTH,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def clean(self) -> dict[str, Any]:
        for spec in self.transition.fields:
            if spec.kind in {FieldKind.DATE, FieldKind.DATETIME}:
                self._check_range(spec)
        return self.cleaned_data

    def _check_range(self, spec: Field) -> None:
        """Dates may have limits that move with the day, given as functions."""
        value = self.cleaned_data.get(spec.name)
        low, high = (limit() if callable(limit) else limit for limit in (spec.minimum, spec.maximum))
        if value is not None and low is not None and value < low:
            self.add_error(spec.name, _("This lies before the earliest time allowed."))
        if value is not None and high is not None and value > high:
            self.add_error(spec.name, _("This lies after the latest time allowed."))

    @property
    def answers(self) -> dict[str, Any]:
        """The validated answers by field name, without the comment and the hidden fields."""
        return {name: value for name, value in self.cleaned_data.items() if name not in RESERVED}

    @property
    def seen_version(self) -> int | None:
        return self.cleaned_data.get(VERSION)

    @property
    def sending_key(self) -> str | None:
        return self.cleaned_data.get(KEY) or None


def as_posted(value: Any) -> Any:
    """A Python value as a form would have sent it, so that services take objects where screens send their keys."""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, list | tuple | set | frozenset) or hasattr(value, "_iterable_class"):
        return [as_posted(item) for item in value]
    return value


def bind(transition: Transition, case: Any, actor: Any, data: Mapping[str, Any], comment: str) -> TransitionForm:
    """The bound form over answers given as Python values or texts; an answer to no question is an error of the form."""
    names = {spec.name: spec for spec in transition.fields}
    files = {name: value for name, value in data.items() if name in names and names[name].kind is FieldKind.FILES}
    posted = {name: as_posted(value) for name, value in data.items() if name not in files}
    form = TransitionForm(transition, case, actor, data=posted | {COMMENT: comment}, files=files)
    form.is_valid()
    for name in sorted(set(data) - set(names)):
        form.add_error(None, _("This step does not ask for “%(name)s”.") % {"name": name})
    if comment and transition.comment is Ask.NONE:
        form.add_error(None, _("This step takes no comment."))
    return form


class CalendarExceptionForm(ServiceForm):
    """A swapped day."""

    save_row = staticmethod(settings_services.save_calendar_exception)


class WebhookForm(ServiceForm):
    """An endpoint; its address is checked again each time before anything is sent there."""

    workflow = forms.ChoiceField(label=_("Workflow"), required=False)
    save_row = staticmethod(settings_services.save_webhook)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(workflow.code, workflow.label) for workflow in registry.workflows() if not workflow.is_secret]
        self.fields["workflow"].choices = [("", _("All workflows")), *choices]


class MailModeForm(forms.Form):
    """How a person wants mails."""

    mode = forms.ChoiceField(label=_("Mails to you"), choices=MailMode.choices, widget=forms.RadioSelect)


class MessageTemplateForm(forms.Form):
    """The words of a message; ``known`` are the placeholders that it may use."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(
        label=pgettext_lazy("message", "Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 14})
    )
    html = forms.CharField(
        label=_("HTML"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("May stay empty: the mail then gets its HTML from the text."),
    )

    def __init__(self, *args: Any, known: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    def clean(self) -> dict[str, Any]:
        for name, value in list(self.cleaned_data.items()):  # an error takes its field out of it
            for problem in messages.problems_in(value, self.known):
                self.add_error(name, problem)
        for problem in messages.problems_in_html(self.cleaned_data.get("html", "")):
            self.add_error("html", problem)
        return self.cleaned_data
