"""A document as people read it on one day: plain frozen values, computed from rows without touching the database.

``Snapshot`` holds all rows of a document, so that the text of any day, the list of versions and the comparison of two
days all come from one read.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from home.regulation.enums import LegalStatus, Part, ProvisionKind
from home.regulation.models import Amendment, Document
from ioc_site.common.citations import Citation


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of one provision, as it is read: a few columns rather than two model instances for each."""

    provision_id: int
    parent_id: int | None
    part: str
    kind: str
    number: str
    eid: str
    position: int
    heading: str
    text: str
    repealed: bool
    valid_from: date
    valid_to: date | None
    amendment_id: int | None

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class ProvisionText:
    """What a chapter, article, clause or point says, and what stands below it.

    ``text`` is plain text, paragraphs on lines of their own. ``amendment`` brought this text (``None``: the document
    itself did). ``repealed`` is true below a repealed provision as well.
    """

    document: str
    eid: str
    part: str
    kind: str
    number: str
    heading: str
    text: str
    repealed: bool
    valid_from: date
    valid_to: date | None
    amendment: Amendment | None = None
    children: tuple["ProvisionText", ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether it no longer says what the document said when it was issued."""
        return self.repealed or self.amendment is not None

    @property
    def citation(self) -> Citation | None:
        """How lawyers cite it; a chapter is not cited."""
        return None if self.kind == ProvisionKind.CHAPTER else Citation.from_eid(self.document, self.eid)

    @property
    def label(self) -> str:
        """``điểm a khoản 5 Điều 8``, ``Chương II``."""
        citation = self.citation
        return citation.label if citation else f"Chương {self.number}"

    @property
    def sign(self) -> str:
        """What stands before it in the text: ``Chương II``, ``Điều 8.``, ``5.``, ``a)``."""
        match self.kind:
            case ProvisionKind.CHAPTER:
                return f"Chương {self.number}"
            case ProvisionKind.ARTICLE:
                return f"Điều {self.number}."
            case ProvisionKind.CLAUSE:
                return f"{self.number}."
            case _:
                return f"{self.number})"

    def walk(self) -> Iterator["ProvisionText"]:
        """This provision and everything below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class CitedRow:
    """A document that grounds cite, as it is read (see ``models.CitedDocument``)."""

    pk: int
    number: str
    title: str
    cited_as: str
    valid_from: date | None
    valid_to: date | None
    successor_id: int | None
    reviewed_on: date | None

    def status_on(self, day: date) -> LegalStatus:
        """Whether it was in force that day, as far as anybody has checked."""
        if self.reviewed_on is None:
            return LegalStatus.UNREVIEWED
        if self.valid_from and day < self.valid_from:
            return LegalStatus.NOT_YET
        return LegalStatus.EXPIRED if self.valid_to and day > self.valid_to else LegalStatus.IN_FORCE

    def place_in(self, text: str) -> int:
        """Where a text names it; at the end when it does not."""
        found = [text.find(words) for words in self.cited_as.splitlines() if words.strip()]
        return min((place for place in found if place >= 0), default=len(text))


@dataclass(frozen=True, slots=True)
class GroundRow:
    """One ground, as it is read; ``cites`` are the keys of what it cites."""

    pk: int
    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CitedText:
    """A document that a ground names, and its standing on the day.

    ``successors`` lead from the document that replaced it first to the one that holds on the day; ``expired_on`` is
    the first day on which it no longer held.
    """

    document: CitedRow
    status: LegalStatus
    expired_on: date | None
    successors: tuple[CitedRow, ...]


@dataclass(frozen=True, slots=True)
class GroundText:
    """One ground with the documents that it names."""

    text: str
    cites: tuple[CitedText, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """The span of days in which a document reads the same; the first comes with the document (no amendments)."""

    valid_from: date
    amendments: tuple[Amendment, ...]

    @property
    def day_before(self) -> date:
        """The last day of the version before."""
        return self.valid_from - timedelta(days=1)


@dataclass(frozen=True)
class DocumentText:
    """A document on one day: the decision's own articles, then the regulation's chapters (or bare articles)."""

    document: Document
    on: date
    grounds: tuple[GroundText, ...]
    decision: tuple[ProvisionText, ...]
    regulation: tuple[ProvisionText, ...]

    @cached_property
    def by_eid(self) -> dict[str, ProvisionText]:
        """Every provision of that day, in reading order."""
        return {p.eid: p for top in (*self.decision, *self.regulation) for p in top.walk()}

    @property
    def articles(self) -> list[ProvisionText]:
        """The articles of the regulation in reading order."""
        return [p for p in self.by_eid.values() if p.kind == ProvisionKind.ARTICLE and p.part == Part.REGULATION]


@dataclass(frozen=True)
class Snapshot:
    """All rows of a document that count."""

    document: Document
    versions: list[VersionRow]
    grounds: list[GroundRow] = field(default_factory=list)
    cited: dict[int, CitedRow] = field(default_factory=dict)
    amendments: list[Amendment] = field(default_factory=list)

    def text_on(self, on: date) -> DocumentText:
        """The document as in force that day; a day before ``valid_from`` has no provisions."""
        tops = _Tree(self, on).below(None, repealed=False)
        return DocumentText(
            document=self.document,
            on=on,
            grounds=tuple(self._ground(ground, on) for ground in self.grounds),
            decision=tuple(p for p in tops if p.part == Part.DECISION),
            regulation=tuple(p for p in tops if p.part == Part.REGULATION),
        )

    def _ground(self, ground: GroundRow, on: date) -> GroundText:
        """A ground with what it cites, in the order in which it names them."""
        cites = sorted(
            (self.cited[pk] for pk in ground.cites if pk in self.cited), key=lambda cited: cited.place_in(ground.text)
        )
        return GroundText(ground.text, tuple(self._cited_on(cited, on) for cited in cites))

    def _cited_on(self, cited: CitedRow, on: date) -> CitedText:
        status = cited.status_on(on)
        if status != LegalStatus.EXPIRED:
            return CitedText(cited, status, None, ())
        successors: list[CitedRow] = []
        follower = self.cited.get(cited.successor_id or 0)
        while follower and follower not in successors and (not follower.valid_from or follower.valid_from <= on):
            successors.append(follower)
            follower = self.cited.get(follower.successor_id or 0)
        return CitedText(cited, status, _next_day(cited.valid_to), tuple(successors))

    def versions_list(self) -> list[Version]:
        """The versions of the whole document, oldest first."""
        by_day: dict[date, list[Amendment]] = defaultdict(list)
        for amendment in self.amendments:
            by_day[amendment.effective_from].append(amendment)
        return [
            Version(self.document.valid_from, ()),
            *(Version(day, tuple(by_day[day])) for day in sorted(by_day)),
        ]


class _Tree:
    """The provisions in force on a day, put together from the top down."""

    def __init__(self, snapshot: Snapshot, on: date) -> None:
        self.slug = snapshot.document.slug
        self.amendments = {amendment.pk: amendment for amendment in snapshot.amendments}
        self.children: dict[int | None, list[VersionRow]] = defaultdict(list)
        for row in sorted(snapshot.versions, key=lambda row: row.position):
            if row.is_in_force(on):
                self.children[row.parent_id].append(row)

    def below(self, parent: int | None, *, repealed: bool) -> tuple[ProvisionText, ...]:
        """What stands below a provision; what is below a repealed one is repealed with it."""
        return tuple(self._text(row, repealed=repealed or row.repealed) for row in self.children.get(parent, ()))

    def _text(self, row: VersionRow, *, repealed: bool) -> ProvisionText:
        return ProvisionText(
            document=self.slug,
            eid=row.eid,
            part=row.part,
            kind=row.kind,
            number=row.number,
            heading=row.heading,
            text="" if repealed else row.text,
            repealed=repealed,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            amendment=self.amendments.get(row.amendment_id) if row.amendment_id else None,
            children=self.below(row.provision_id, repealed=repealed),
        )


def _next_day(day: date | None) -> date | None:
    return date.fromordinal(day.toordinal() + 1) if day and day < date.max else None
