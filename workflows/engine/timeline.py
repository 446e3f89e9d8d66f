"""The timeline of a case as people read it: for staff with names and everything, for the public what is public."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from workflows.engine.definitions import Field, FieldKind, Workflow
from workflows.engine.models import Event
from workflows.engine.origin import BY_RULE
from workflows.engine.texts import Text


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One step as ``components/timeline.html`` shows it; ``actor`` and ``text`` may be empty."""

    time: datetime
    title: Text
    actor: Text
    text: SafeString
    current: bool
    event: Event


def timeline(case: Any, *, public: bool = False) -> list[TimelineItem]:
    """What happened to a case, latest first: one query, and one for each kind of row that answers point to.

    The public one holds the steps with a public label, without names, with the comments and answers that are public.
    """
    workflow = case.workflow
    of_case = Event.objects.filter(workflow=workflow.code, case_id=case.pk)
    events = list(of_case.select_related("actor", "on_behalf_of", "detail").order_by("-seq"))
    if public:
        events = [event for event in events if _public_label(workflow, event)]
    shown = {event.pk: list(_answers(workflow, event, public)) for event in events}
    names = _names_of_rows(case, [answer for answers in shown.values() for answer in answers])
    return [
        _item(workflow, event, _text(case, event, shown[event.pk], names, public), public=public, current=place == 0)
        for place, event in enumerate(events)
    ]


def _public_label(workflow: Workflow, event: Event) -> Text:
    transition = workflow.transition(event.transition)
    return transition.public_label if transition else ""


def _answers(workflow: Workflow, event: Event, public: bool) -> Iterator[tuple[Field, Any]]:
    """The answers of an event that are to be shown, in the order of the form."""
    transition = workflow.transition(event.transition)
    detail = getattr(event, "detail", None)
    given = event.data | (detail.answers if detail else {})
    for field in transition.fields if transition else ():
        if field.name in given and (field.is_public or not public):
            yield field, given[field.name]


def _names_of_rows(case: Any, answers: Iterable[tuple[Field, Any]]) -> dict[tuple[str, Any], str]:
    """The texts of the rows that answers point to, by (model label, key)."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for field, value in answers:
        if field.queryset:
            wanted[field.queryset(case, None).model].update(value if isinstance(value, list) else [value])
    return {
        (model._meta.label, key): str(row)
        for model, keys in wanted.items()
        for key, row in model._default_manager.in_bulk(keys).items()
    }


def _shown(field: Field, value: Any, case: Any, names: dict[tuple[str, Any], str]) -> str:
    values = value if isinstance(value, list) else [value]
    if field.queryset:
        label = field.queryset(case, None).model._meta.label
        return ", ".join(names.get((label, key), str(key)) for key in values)
    if field.choices:
        labels = dict(field.choices(case))
        return ", ".join(str(labels.get(key, key)) for key in values)
    if field.kind is FieldKind.FILES:  # the keys of what was kept; the screen of the case shows the files themselves
        return str(len(values))
    if field.kind is FieldKind.BOOLEAN:
        return str(_("yes") if value else _("no"))
    if field.kind is FieldKind.DATE:
        return date_format(date.fromisoformat(value), "d/m/Y")
    if field.kind is FieldKind.DATETIME:
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "H:i d/m/Y")
    return ", ".join(str(item) for item in values)


def _item(
    workflow: Workflow,
    event: Event,
    text: SafeString,
    *,
    public: bool,
    current: bool,
) -> TimelineItem:
    transition = workflow.transition(event.transition)
    title: Text = transition.done_label if transition else event.transition
    actor: Text = str(event.actor) if event.actor else workflow.party(event.party).label
    if event.on_behalf_of:
        actor = _("%(who)s, on behalf of %(person)s") % {"who": actor, "person": event.on_behalf_of}
    if event.data.get(BY_RULE):
        actor = _("%(who)s, by an automatic rule") % {"who": actor}
    if public:
        title, actor = _public_label(workflow, event), ""
    return TimelineItem(event.at, title, actor, text, current, event)


def _text(
    case: Any, event: Event, answers: Iterable[tuple[Field, Any]], names: dict[Any, str], public: bool
) -> SafeString:
    """Answers, then the comment; nothing that a person typed is taken for HTML."""
    lines = [(field.label, _shown(field, value, case, names)) for field, value in answers]
    parts = [format_html_join("", "<p>{}: {}</p>", lines)]
    transition = case.workflow.transition(event.transition)
    detail = getattr(event, "detail", None)
    if detail and detail.erased_at:
        parts.append(format_html("<p>{}</p>", _("The text of this step was erased.")))
    elif detail and detail.comment and (not public or (transition and transition.comment_is_public)):
        parts.append(mark_safe(linebreaks(detail.comment, autoescape=True)))
    return mark_safe("".join(parts))
