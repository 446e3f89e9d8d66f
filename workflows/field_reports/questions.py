"""The extra questions that a category asks: a form of them, and the answers as people read them.

Answers are kept in ``FieldReport.answers``: the code of a question maps to text, or to a list of texts where several
can be chosen. Moments are kept in ISO 8601, numbers with a point.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ioc_site.common.vietnamese import date_time
from workflows.engine.forms import DateTimeInput
from workflows.field_reports.enums import QuestionKind
from workflows.field_reports.models import Category, FieldReport, Question

PREFIX = "cau-hoi"
SHORT, LONG = 200, 2000


class NumberField(forms.DecimalField):
    """A number as Vietnamese write it: a comma or a point before the decimals."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(max_digits=12, decimal_places=3, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(choice, choice) for choice in question.choice_list]


_FIELDS: dict[str, Callable[[Question], forms.Field]] = {
    QuestionKind.STRING: lambda question: forms.CharField(max_length=SHORT),
    QuestionKind.TEXT: lambda question: forms.CharField(max_length=LONG, widget=forms.Textarea(attrs={"rows": 3})),
    QuestionKind.NUMBER: lambda question: NumberField(),
    QuestionKind.DATETIME: lambda question: forms.DateTimeField(
        widget=DateTimeInput(format="%Y-%m-%dT%H:%M"), input_formats=["%Y-%m-%dT%H:%M", "%H:%M %d/%m/%Y", "%d/%m/%Y"]
    ),
    QuestionKind.SINGLE: lambda question: forms.ChoiceField(choices=_choices(question), widget=forms.RadioSelect),
    QuestionKind.MULTIPLE: lambda question: forms.MultipleChoiceField(
        choices=_choices(question), widget=forms.CheckboxSelectMultiple
    ),
}


class QuestionsForm(forms.Form):
    """The questions of one category, named ``cau-hoi-<code>`` in the page."""

    def __init__(self, questions: Iterable[Question], data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, prefix=PREFIX, **kwargs)
        for question in questions:
            field = _FIELDS[question.kind](question)
            field.label, field.help_text, field.required = question.label, question.help_text, question.is_required
            self.fields[question.code] = field

    @property
    def answers(self) -> dict[str, str | list[str]]:
        """What was answered, as it is kept; what was left open is left out."""
        return {code: kept(value) for code, value in self.cleaned_data.items() if value not in (None, "", [])}


def kept(value: Any) -> str | list[str]:
    """A checked answer in the form that it is kept in."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    return value if isinstance(value, list) else str(value)


def asked_of(category: Category) -> list[Question]:
    """The questions of a category in their order; taken from what was prefetched, where it was."""
    return sorted(category.questions.all(), key=lambda question: (question.order, question.pk))


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered question as people read it."""

    label: str
    text: str
    is_public: bool


def answered(report: FieldReport, *, public: bool = False) -> list[Answer]:
    """The answers of a report in the order of the questions, with ``public`` those that everybody may read. An answer
    whose question is gone since stands under its code. One query, none where nothing was answered."""
    left: dict[str, Any] = dict(report.answers)
    if not left:
        return []
    rows = [
        Answer(question.label, _shown(left.pop(question.code), question.kind), question.is_public)
        for question in asked_of(report.category)
        if question.code in left
    ]
    rows += [Answer(code, _shown(value, ""), is_public=False) for code, value in left.items()]
    return [row for row in rows if row.is_public or not public]


def _shown(value: Any, kind: str) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if kind == QuestionKind.NUMBER:
        return str(value).replace(".", ",")
    if kind == QuestionKind.DATETIME and (moment := parse_datetime(str(value))):
        return date_time(moment)
    return str(value)
