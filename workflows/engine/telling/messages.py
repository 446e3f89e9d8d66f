"""The words of a message: placeholders, templates and how they are filled.

A template is text with ``{{ name }}``; there are no tags and no filters, so that whoever may edit one can do no harm.
Each pair of event and audience has a template: a :class:`MessageTemplate` row if somebody changed the words, else the
definition's own (``Transition.messages``), else a general one.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from time import monotonic
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from workflows.engine.definitions import Transition, Workflow
from workflows.engine.models import Event, MessageTemplate
from workflows.engine.parties import Audience, Message, Placeholder
from workflows.engine.registry import workflows
from workflows.engine.texts import Text

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")
FRESH_SECONDS = 30
ALLOWED_TAGS = frozenset(
    {"a", "b", "br", "em", "h2", "h3", "hr", "i", "li", "ol", "p", "strong", "ul"}
    | {"table", "tbody", "td", "th", "thead", "tr"}
)
ALLOWED_LINKS = ("https://", "http://", "mailto:", "{{")

GENERAL = Message(
    gettext_lazy("{{ reference }}: {{ step }}"),
    gettext_lazy(
        "Dear {{ recipient }},\n\n"
        "{{ case }} {{ reference }}: {{ step }}.\nPresent state: {{ state }}.\n{{ comment }}\n\n"
        "Follow it here: {{ link }}"
    ),
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A message ready to send."""

    subject: str
    text: str
    html: SafeString


# --- placeholders --------------------------------------------------------------------------------------------------


def _moment(value: Any) -> str:
    return date_format(timezone.localtime(value), "H:i d/m/Y") if value else "–"


def _actor(case: Any, event: Event) -> str:
    return str(event.actor) if event.actor else str(case.workflow.party(event.party).label)


def _comment(case: Any, event: Event) -> str:
    detail = getattr(event, "detail", None)
    return detail.comment if detail else ""


def _done(case: Any, event: Event) -> Text:
    return case.workflow.transition(event.transition).done_label


def _done_for_public(case: Any, event: Event) -> Text:
    transition = case.workflow.transition(event.transition)
    return transition.public_label or case.workflow.state(event.target).shown_to_public


_EVERYWHERE = (
    Placeholder("reference", gettext_lazy("reference"), lambda case, event: case.reference, "PA-2026-000123"),
    Placeholder("case", gettext_lazy("kind of case"), lambda case, event: case.workflow.label, "Phản ánh"),
    Placeholder("time", gettext_lazy("time of the step"), lambda case, event: _moment(event.at), "08:30 02/03/2026"),
    Placeholder(
        "deadline", gettext_lazy("deadline"), lambda case, event: _moment(case.deadline_at), "17:00 05/03/2026"
    ),
)
_FOR_STAFF = (
    Placeholder("step", gettext_lazy("what was done"), _done, "đã giao việc"),
    Placeholder(
        "state", gettext_lazy("state"), lambda case, event: case.workflow.state(event.target).label, "Đang xử lý"
    ),
    Placeholder("actor", gettext_lazy("who did it"), _actor, "Nguyễn Văn An"),
    Placeholder("comment", pgettext_lazy("case", "comment"), _comment, "Đề nghị xử lý trong ngày."),
)
_FOR_PUBLIC = (
    Placeholder("step", gettext_lazy("what was done"), _done_for_public, "Đã chuyển cơ quan xử lý"),
    Placeholder(
        "state",
        gettext_lazy("state"),
        lambda case, event: case.workflow.state(event.target).shown_to_public,
        "Đang xử lý",
    ),
)
_PUBLIC_COMMENT = Placeholder("comment", pgettext_lazy("case", "comment"), _comment, "Đã thay bóng đèn.")
_NO_COMMENT = Placeholder("comment", pgettext_lazy("case", "comment"), lambda case, event: "", "")
# Known only when the message is sent.
_OF_RECIPIENT = {"recipient": gettext_lazy("name of the recipient"), "link": gettext_lazy("link to the case")}
_SAMPLE_RECIPIENT = {"recipient": "Trần Thị Bình", "link": "https://ioc.example.vn/PA-2026-000123/"}


def placeholders(workflow: Workflow, transition: Transition, audience: Audience) -> list[Placeholder]:
    """What a template may use, but for the recipient's name and link. People outside the administration are not told
    who acted, and get the comment only of steps whose comment is public."""
    known = [*_EVERYWHERE, *workflow.placeholders]
    if not audience.is_public:
        return known + list(_FOR_STAFF)
    return [*known, *_FOR_PUBLIC, _PUBLIC_COMMENT if transition.comment_is_public else _NO_COMMENT]


def placeholder_labels(workflow: Workflow, transition: Transition, audience: Audience) -> dict[str, Text]:
    """Names that a template may use, with what they stand for."""
    return {p.name: p.label for p in placeholders(workflow, transition, audience)} | _OF_RECIPIENT


class Context(dict[str, str]):
    """The text of each placeholder for one event; each is worked out only when a template asks for it."""

    def __init__(
        self, case: Any, event: Event, transition: Transition, audience: Audience, of_recipient: Mapping[str, str]
    ) -> None:
        super().__init__({"recipient": "", "link": "", **of_recipient})
        self._of = case, event
        self._known = {p.name: p for p in placeholders(case.workflow, transition, audience)}

    def __missing__(self, name: str) -> str:
        value = self._known[name].value(*self._of)
        text = self[name] = "" if value is None else str(value)
        return text


def sample_values(workflow: Workflow, transition: Transition, audience: Audience) -> dict[str, str]:
    """The sample of each placeholder, for the preview."""
    return {p.name: p.sample for p in placeholders(workflow, transition, audience)} | _SAMPLE_RECIPIENT


# --- templates -----------------------------------------------------------------------------------------------------


def pairs() -> Iterator[tuple[Workflow, Transition, Audience]]:
    """Every event and audience of every workflow that a message goes out for."""
    for workflow in workflows():
        for transition in (workflow.opening, *workflow.transitions):
            for audience in transition.tells:
                yield workflow, transition, audience


def default_message(transition: Transition, audience: Audience) -> Message:
    """The words of the definition."""
    return transition.messages.get(audience.code, GENERAL)


_changed: tuple[float, dict[tuple[str, str, str], Message]] | None = None


def message_for(workflow: Workflow, transition: Transition, audience: Audience) -> Message:
    """The words in force; what another process changed is seen within ``FRESH_SECONDS``."""
    global _changed
    if _changed is None or monotonic() - _changed[0] > FRESH_SECONDS:
        rows = MessageTemplate.objects.all()
        table = {(r.workflow, r.transition, r.audience): Message(r.subject, r.text, r.html) for r in rows}
        _changed = monotonic(), table
    changed = _changed[1].get((workflow.code, transition.code, audience.code))
    return changed or default_message(transition, audience)


def forget() -> None:
    """Read the templates anew at the next use, because this process has just changed them."""
    global _changed
    _changed = None


def problems_in(template: str, known: Mapping[str, Any]) -> list[str]:
    """What keeps a template from being saved: unknown placeholders, braces that are none, control characters."""
    found = [
        _("There is no placeholder “%(name)s”.") % {"name": name}
        for name in dict.fromkeys(_PLACEHOLDER.findall(template))
        if name not in known
    ]
    if _BRACES.search(_PLACEHOLDER.sub("", template)):
        found.append(_("Double braces are for placeholders such as {{ reference }} only."))
    return found


class _TagCheck(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.problems: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            self.problems[_("The tag <%(tag)s> is not allowed.") % {"tag": tag}] = None
        for name, value in attrs:
            if (tag, name) != ("a", "href") or not (value or "").startswith(ALLOWED_LINKS):
                self.problems[_("The attribute %(name)s is not allowed here.") % {"name": name}] = None


def problems_in_html(html: str) -> list[str]:
    """What keeps the HTML of a template from being saved: anything beyond plain structure and links."""
    check = _TagCheck()
    check.feed(html)
    check.close()
    return list(check.problems)


def _fill(template: str, context: Mapping[str, str], escaped: Callable[[str], str] = str) -> str:
    """One pass, so that braces within a value stay what they are. ``KeyError`` for an unknown placeholder."""
    return _PLACEHOLDER.sub(lambda match: escaped(context[match[1]]), template)


def fill_subject(message: Message, context: Mapping[str, str]) -> str:
    """The subject on one line, at most 200 characters."""
    return " ".join(_fill(str(message.subject), context).split())[:200]


def fill(message: Message, context: Mapping[str, str]) -> Filled:
    """The whole message; the HTML comes from the text when the template has none."""
    text = re.sub(r"\n{3,}", "\n\n", _fill(str(message.text), context)).strip() + "\n"
    html = _fill(message.html, context, escape) if message.html else _as_html(text)
    return Filled(fill_subject(message, context), text, mark_safe(html))


def _as_html(text: str) -> str:
    paragraphs = (urlize(part, autoescape=True).replace("\n", "<br>") for part in text.strip().split("\n\n"))
    return "".join(f"<p>{part}</p>" for part in paragraphs)
