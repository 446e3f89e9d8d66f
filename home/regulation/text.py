"""A document as people read it on one day: plain frozen values, computed from rows without touching the database.

``Snapshot`` holds all rows of a document, so that the text of any day, the list of versions and the comparison of two
days all come from one read.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from home.regulation.enums import LegalStatus, Part, ProvisionKind
from home.regulation.models import Amendment, CitedDocument, Document, Ground, Provision, ProvisionVersion
from ioc_site.common.citations import Citation


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
class CitedText:
    """A document that a ground names, and its standing on the day: ``latest`` is what replaces it now.

    ``successors`` lead from the document that replaced it first to the latest one; ``expired_on`` is the first day on
    which it no longer held.
    """

    document: CitedDocument
    status: LegalStatus
    expired_on: date | None
    successors: tuple[CitedDocument, ...]


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
    """All rows of a document that count; ``versions`` have ``provision`` and ``amendment`` loaded."""

    document: Document
    versions: list[ProvisionVersion]
    grounds: list[Ground] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)

    def text_on(self, on: date) -> DocumentText:
        """The document as in force that day; a day before ``valid_from`` has no provisions."""
        children: dict[int | None, list[ProvisionVersion]] = defaultdict(list)
        for version in self.versions:
            if version.valid_from <= on and (version.valid_to is None or on <= version.valid_to):
                children[version.provision.parent_id].append(version)
        tops = _build(self.document.slug, children, None, repealed=False)
        return DocumentText(
            document=self.document,
            on=on,
            grounds=tuple(GroundText(g.text, tuple(cited_on(c, on) for c in g.cites.all())) for g in self.grounds),
            decision=tuple(p for p in tops if p.part == Part.DECISION),
            regulation=tuple(p for p in tops if p.part == Part.REGULATION),
        )

    def versions_list(self) -> list[Version]:
        """The versions of the whole document, oldest first."""
        by_day: dict[date, list[Amendment]] = defaultdict(list)
        for amendment in self.amendments:
            by_day[amendment.effective_from].append(amendment)
        return [
            Version(self.document.valid_from, ()),
            *(Version(day, tuple(by_day[day])) for day in sorted(by_day)),
        ]


def _build(
    slug: str, children: dict[int | None, list[ProvisionVersion]], parent: int | None, *, repealed: bool
) -> tuple[ProvisionText, ...]:
    built = []
    for version in sorted(children.get(parent, ()), key=lambda v: v.provision.position):
        provision: Provision = version.provision
        gone = repealed or version.repealed
        built.append(
            ProvisionText(
                document=slug,
                eid=provision.eid,
                part=provision.part,
                kind=provision.kind,
                number=provision.number,
                heading=version.heading,
                text="" if gone else version.text,
                repealed=gone,
                valid_from=version.valid_from,
                valid_to=version.valid_to,
                amendment=version.amendment,
                children=_build(slug, children, provision.pk, repealed=gone),
            )
        )
    return tuple(built)


def cited_on(document: CitedDocument, on: date) -> CitedText:
    """The standing of a cited document on a day; its chain of successors must be loaded."""
    status = document.status_on(on)
    successors: list[CitedDocument] = []
    if status == LegalStatus.EXPIRED:
        follower = document.successor
        while follower and follower not in successors and (not follower.valid_from or follower.valid_from <= on):
            successors.append(follower)
            follower = follower.successor
    return CitedText(
        document=document,
        status=status,
        expired_on=_next_day(document.valid_to) if status == LegalStatus.EXPIRED else None,
        successors=tuple(successors),
    )


def _next_day(day: date | None) -> date | None:
    return date.fromordinal(day.toordinal() + 1) if day and day < date.max else None
