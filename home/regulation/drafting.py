"""What an amendment would do: its changes read against the text that they change, without writing anything.

Both putting an amendment in force and previewing it start from ``planned_texts``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from home.regulation.enums import ChangeAction, ProvisionKind
from home.regulation.models import Amendment, AmendmentChange
from home.regulation.numbering import position_of
from home.regulation.places import Place, read_place
from home.regulation.text import DocumentText, ProvisionText, Snapshot, VersionRow
from home.regulation.timeline import Start, last_days

_DEPTH = {kind: depth for depth, kind in enumerate(ProvisionKind)}


@dataclass(frozen=True, slots=True)
class PlannedText:
    """The version of one provision that an amendment brings; ``parent_eid`` is empty at the top of a document."""

    place: Place
    parent_eid: str
    heading: str
    text: str
    repealed: bool


@dataclass(frozen=True, slots=True)
class ChangeProblem:
    """Why a change cannot be made: its place in the list of changes, the field to mend, and what to say there."""

    index: int
    field: str
    message: str


def text_before(rows: Snapshot, amendment: Amendment) -> DocumentText:
    """The text that an amendment changes: that of the day before it takes effect, as if it did not exist."""
    return without_amendment(rows, amendment).text_on(amendment.effective_from - timedelta(days=1))


def planned_texts(rows: Snapshot, amendment: Amendment, changes: Iterable[AmendmentChange]) -> list[PlannedText]:
    """The versions that the changes bring, outer provisions first. Raises ``ValueError`` for a place that is none.

    Where a replacement leaves the heading or the text empty, what stood there stays.
    """
    before = text_before(rows, amendment)
    planned = []
    for change in changes:
        place = read_place(amendment.document, change.place)
        said = before.by_eid.get(place.eid) if change.action == ChangeAction.REPLACE else None
        planned.append(
            PlannedText(
                place=place,
                parent_eid=place.parent_eid or _chapter_of(before, place),
                heading=change.heading or (said.heading if said else ""),
                text=change.text or (said.text if said else ""),
                repealed=change.action == ChangeAction.REPEAL,
            )
        )
    return sorted(planned, key=lambda text: _DEPTH[text.place.kind])


def _chapter_of(before: DocumentText, place: Place) -> str:
    """The chapter of an article: its own, or that of the article before the place where it is inserted."""
    if place.kind != ProvisionKind.ARTICLE:
        return ""
    found = ""
    for top in before.decision + before.regulation:
        for article in top.children:
            if (article.kind, article.part) == (ProvisionKind.ARTICLE, place.part):
                found = top.eid if position_of(article.number) <= position_of(place.number) else found
    return found


def problems_of(rows: Snapshot, amendment: Amendment, changes: Iterable[AmendmentChange]) -> Iterator[ChangeProblem]:
    """What is wrong with the changes of an amendment."""
    before = text_before(rows, amendment)
    eids = set(before.by_eid)
    seen: set[str] = set()
    places: list[tuple[int, AmendmentChange, Place]] = []
    for index, change in enumerate(changes):
        try:
            places.append((index, change, read_place(amendment.document, change.place)))
        except ValueError:
            yield ChangeProblem(index, "place", _("Cite one provision, such as “điểm a khoản 5 Điều 8”."))
    eids |= {place.eid for _index, change, place in places if change.action == ChangeAction.INSERT}
    for index, change, place in places:
        if place.eid in seen:
            yield ChangeProblem(index, "place", _("This provision is changed twice."))
        seen.add(place.eid)
        yield from _problems(index, change, place, before.by_eid.get(place.eid), eids)


def _problems(
    index: int, change: AmendmentChange, place: Place, said: ProvisionText | None, eids: set[str]
) -> Iterator[ChangeProblem]:
    exists = said is not None and not said.repealed
    if change.action == ChangeAction.INSERT:
        if exists:
            yield ChangeProblem(index, "place", _("This provision exists already: replace its text."))
        elif place.parent_eid and place.parent_eid not in eids:
            yield ChangeProblem(index, "place", _("There is nothing into which this could be inserted."))
    elif not exists:
        yield ChangeProblem(index, "place", _("On that day the document has no such provision."))
    if change.action == ChangeAction.REPEAL:
        if change.heading or change.text:
            yield ChangeProblem(index, "text", _("A repealed provision has no text."))
    elif not (change.heading or change.text):
        yield ChangeProblem(index, "text", _("Write what the provision says."))
    if change.heading and place.kind not in (ProvisionKind.ARTICLE, ProvisionKind.CHAPTER):
        yield ChangeProblem(index, "heading", _("Only articles and chapters have a heading."))


def without_amendment(rows: Snapshot, amendment: Amendment) -> Snapshot:
    """A document as if an amendment had never been made."""
    others = [a for a in rows.amendments if a.pk != amendment.pk]
    kept = [row for row in rows.versions if row.amendment_id is None or row.amendment_id != amendment.pk]
    return replace(rows, versions=_with_last_days(kept, others), amendments=others)


def with_amendment(rows: Snapshot, amendment: Amendment, changes: Iterable[AmendmentChange]) -> Snapshot:
    """A document as it would read with the draft of an amendment in force. Raises ``ValueError`` as above."""
    base = without_amendment(rows, amendment)
    draft = _DraftRows(base, amendment)
    for text in planned_texts(rows, amendment, changes):
        draft.add(text)
    amendments = [*base.amendments, amendment]
    return replace(base, versions=_with_last_days([*base.versions, *draft.rows], amendments), amendments=amendments)


class _DraftRows:
    """Rows of versions that are not stored; what is inserted gets a key below zero."""

    def __init__(self, base: Snapshot, amendment: Amendment) -> None:
        self.amendment = amendment
        self.known = {row.eid: (row.provision_id, row.parent_id) for row in base.versions}
        self.rows: list[VersionRow] = []

    def add(self, text: PlannedText) -> None:
        place = text.place
        if place.eid not in self.known:
            parent = self.known[text.parent_eid][0] if text.parent_eid else None
            self.known[place.eid] = (-1 - len(self.rows), parent)
        key, parent = self.known[place.eid]
        self.rows.append(
            VersionRow(
                provision_id=key,
                parent_id=parent,
                part=place.part,
                kind=place.kind,
                number=place.number,
                eid=place.eid,
                position=position_of(place.number),
                heading=text.heading,
                text=text.text,
                repealed=text.repealed,
                valid_from=self.amendment.effective_from,
                valid_to=None,
                amendment_id=self.amendment.pk,
            )
        )


def _with_last_days(rows: list[VersionRow], amendments: list[Amendment]) -> list[VersionRow]:
    issued = {amendment.pk: amendment.issued_on for amendment in amendments}
    by_provision: dict[int, list[tuple[int, Start]]] = {}
    for index, row in enumerate(rows):
        start = Start(row.valid_from, issued.get(row.amendment_id or 0, date.min), row.amendment_id or 0)
        by_provision.setdefault(row.provision_id, []).append((index, start))
    ends = {index: end for starts in by_provision.values() for index, end in last_days(starts).items()}
    return [replace(row, valid_to=ends[index]) for index, row in enumerate(rows)]
