"""The words in which people are told of the steps of a report, where the general ones would not do.

Each is the text of one event for one audience until somebody changes it in the admin.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.engine.parties import Message

_HELLO = _("Dear {{ recipient }},")
_FOLLOW = _("Follow the report, answer or add to it here: {{ link }}")
_PUBLIC = _("Follow the report here: {{ link }}")
_DESK = _("Open the report: {{ link }}")


class _Joined:
    """Paragraphs put together only when they are read, in the language of the reader."""

    def __init__(self, *parts: Any) -> None:
        self.parts = parts

    def __str__(self) -> str:
        return "\n\n".join(str(part) for part in self.parts)


def _message(subject: Any, *paragraphs: Any, end: Any = _FOLLOW) -> Message:
    return Message(subject, _Joined(_HELLO, *paragraphs, end))  # type: ignore[arg-type]


_RESULT = _("Outcome: {{ outcome }}\n{{ result }}")

SUBMITTED = {
    "reporter": _message(
        _("{{ reference }}: we have received your report"),
        _("Thank you for reporting “{{ category }}”. Your reference is {{ reference }}."),
        _("A moderator looks at it by {{ deadline }}."),
        _("The link below is your own: whoever has it can answer for you. Please keep it."),
    ),
    "moderators": _message(
        _("New report {{ reference }}: {{ category }}"),
        _("A new report came in: {{ category }}, {{ area }}. It is to be screened by {{ deadline }}."),
        end=_DESK,
    ),
}
ACCEPTED = {
    "reporter": _message(
        _("{{ reference }}: your report is accepted"),
        _("Your report {{ reference }} “{{ category }}” is accepted. It is to be handled by {{ deadline }}."),
    )
}
ASSIGNED = {
    "reporter": _message(
        _("{{ reference }}: sent to {{ agency }}"),
        _("Your report {{ reference }} “{{ category }}” was sent to {{ agency }}, which handles it by {{ deadline }}."),
    ),
    **{
        audience: _message(
            _("{{ reference }}: report for {{ agency }}, due {{ deadline }}"),
            _("{{ actor }} sent you the report {{ reference }}: {{ category }}, {{ area }}. Due: {{ deadline }}."),
            "{{ comment }}",
            end=_DESK,
        )
        for audience in ("officers", "heads")
    },
}
ASKED = {
    "reporter": _message(
        _("{{ reference }}: we need an answer from you"),
        _("To go on with your report {{ reference }} “{{ category }}” we need to know:"),
        "{{ question }}",
        _("Until you answer, the deadline stands still."),
    )
}
REJECTED = {
    audience: _message(
        _("{{ reference }}: not taken up"),
        _("The report {{ reference }} “{{ category }}” is not taken up, for this reason:"),
        "{{ comment }}",
        end=end,
    )
    for audience, end in (("reporter", _FOLLOW), ("followers", _PUBLIC))
}
REDIRECTED = {
    "reporter": _message(
        _("{{ reference }}: please turn to another address"),
        _("What you report in {{ reference }} is taken up elsewhere:"),
        "{{ result }}",
    )
}
MERGED = {
    audience: _message(
        _("{{ reference }}: handled with {{ original }}"),
        _("The report {{ reference }} is about the same thing as {{ original }}, which is handled for all."),
        _("You need do nothing: we tell you of each further step of {{ original }}."),
        end=end,
    )
    for audience, end in (("reporter", _FOLLOW), ("followers", _PUBLIC))
}
DIVIDED = {
    audience: _message(
        _("{{ reference }}: several agencies work on it"),
        _("The report {{ reference }} “{{ category }}” needs several agencies. Each got its part; we tell you when all "
          "of them are done."),
        end=end,
    )
    for audience, end in (("reporter", _FOLLOW), ("followers", _PUBLIC))
}  # fmt: skip
CLOSED = {
    "reporter": _message(
        _("{{ reference }}: the result of your report"),
        _("Your report {{ reference }} “{{ category }}” is closed."),
        _RESULT,
        _("Are you content with it? Please rate it; within 14 days you can also open it again once."),
    ),
    "followers": _message(
        _("{{ reference }}: result"),
        _("The report {{ reference }} “{{ category }}” that you follow is closed."),
        _RESULT,
        end=_PUBLIC,
    ),
}
SENT_BACK = {
    audience: _message(
        _("{{ reference }}: the result was sent back"),
        _("{{ actor }} sent the result of {{ reference }} back. What is missing:"),
        "{{ comment }}",
        _("Deadline: {{ deadline }}."),
        end=_DESK,
    )
    for audience in ("officers", "heads")
}
EXTENDED = {
    audience: _message(
        _("{{ reference }}: new deadline {{ deadline }}"),
        _("The deadline of {{ reference }} “{{ category }}” was extended to {{ deadline }}."),
        "{{ comment }}",
        end=end,
    )
    for audience, end in (("reporter", _FOLLOW), ("followers", _PUBLIC), ("officers", _DESK), ("heads", _DESK))
}
EXTENSION_ASKED = {
    "moderators": _message(
        _("{{ reference }}: {{ agency }} asks for more time"),
        _("{{ actor }} of {{ agency }} asks for more time for {{ reference }} “{{ category }}”, due {{ deadline }}:"),
        "{{ comment }}",
        end=_DESK,
    )
}
RESOLVED = {
    "moderators": _message(
        _("{{ reference }}: result to be approved"),
        _("{{ agency }} reports the result of {{ reference }} “{{ category }}”:"),
        _RESULT,
        end=_DESK,
    )
}
DUE_SOON = {
    audience: _message(
        _("{{ reference }}: due {{ deadline }}"),
        _("The report {{ reference }} “{{ category }}” ({{ agency }}) is due {{ deadline }}. State: {{ state }}."),
        end=_DESK,
    )
    for audience in ("officers", "heads", "moderators")
}
OVERDUE = {
    audience: _message(
        _("{{ reference }}: overdue since {{ deadline }}"),
        _("The report {{ reference }} “{{ category }}” ({{ agency }}) was due {{ deadline }} and is not done. "
          "State: {{ state }}."),
        end=_DESK,
    )
    for audience in ("officers", "heads", "moderators", "leaders")
}  # fmt: skip
