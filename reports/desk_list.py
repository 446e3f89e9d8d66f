"""What the desk of those who prepare reports lists, and the filters of it that people keep."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.translation import pgettext_lazy

from ioc_site.common.folding import fold
from ioc_site.common.pagination import KeysetPage, paginate
from reports.models import ReportDocument
from reports.queries import PAGE_SIZE, Row, kind_labels, listed, row_of
from subsystems.agencies.models import User
from workflows.engine.saved_views import Views, register_desk_of_rows, views_of

# The name of the desk among those whose filters can be kept.
SAVED = "reports"
DESK_VIEWS = {
    "can-lam": (pgettext_lazy("desk", "To prepare"), ("building", "failed", "draft", "approved")),
    "cho-gui": (pgettext_lazy("desk", "To sign and send"), ("numbered", "signed")),
    "da-gui": (pgettext_lazy("desk", "Sent"), ("sent", "archived", "superseded")),
    "lich": (pgettext_lazy("desk", "Calendar"), ("planned",)),
    "da-huy": (pgettext_lazy("desk", "Cancelled"), ("cancelled",)),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """The list of those who prepare reports."""

    view: str
    views: list[tuple[str, Any, int]]
    kinds: list[tuple[str, Any]]
    kind: str
    query: str
    page: KeysetPage
    rows: list[Row]
    saved: Views

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The filter that is set, as fields of a form."""
        return _parameters(self.view, self.kind, self.query)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.query)


def _asked(query: QueryDict) -> tuple[str, str, str]:
    """View, kind and words that the address asks for, cut to what there is."""
    view = query.get("muc", "") if query.get("muc", "") in DESK_VIEWS else "can-lam"
    kind = query.get("loai", "") if query.get("loai", "") in kind_labels() else ""
    return view, kind, query.get("q", "").replace("\x00", "")[:200]


def _parameters(view: str, kind: str, words: str) -> list[tuple[str, str]]:
    return [("muc", view), ("loai", kind), ("q", words)]


def _asked_for(user: User, query: QueryDict) -> Any:
    """The reports that the user may see and asks for, in no order yet."""
    view, kind, words = _asked(query)
    found = ReportDocument.objects.visible_to(user).filter(state__in=DESK_VIEWS[view][1])
    if kind:
        found = found.filter(kind=kind)
    for word in fold(words).split():
        found = found.filter(Q(folded__contains=word) | Q(reference=words.strip().upper()[:30]))
    return found


def desk(user: User, query: QueryDict) -> Desk:
    """Reports by view, newest first, with how many there are in each. Four queries, and one for each pinned view that
    is counted."""
    view, kind, words = _asked(query)
    counts = dict(ReportDocument.objects.visible_to(user).order_by().values_list("state").annotate(n=Count("pk")))
    page = paginate(listed(_asked_for(user, query)), query, order=("-created_at",), size=PAGE_SIZE)
    labels = kind_labels()
    return Desk(
        view=view,
        views=[(c, label, sum(counts.get(s, 0) for s in states)) for c, (label, states) in DESK_VIEWS.items()],
        kinds=sorted(labels.items(), key=lambda item: str(item[1])),
        kind=kind,
        query=words,
        page=page,
        rows=[row_of(document, labels) for document in page.rows],
        saved=views_of(user, SAVED, query),
    )


def register_saved_views() -> None:
    """Called when the app is ready."""
    register_desk_of_rows(SAVED, "reports_desk", lambda _user, query: _parameters(*_asked(query)), _asked_for)
