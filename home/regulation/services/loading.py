"""Loading a legal document from its file: all of it or nothing, any number of times.

What the file gives is written once. Loading the same file again changes nothing; after a correction in the file the
rows that nobody touched follow it, and what staff changed (corrections, amendments, drafts) stays and is reported.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from home.regulation.enums import Part, ProvisionKind
from home.regulation.models import (
    CitedDocument,
    Document,
    Ground,
    Provision,
    ProvisionVersion,
    folded_version,
)
from home.regulation.numbering import position_of
from home.regulation.places import Place, chapter_eid, place_of
from home.regulation.services.sourced import Outcome, digest, follow_source
from home.regulation.source import ArticleSource, CitedSource, ClauseSource, DocumentSource
from ioc_site.common.citations import Citation, document_slug
from ioc_site.common.freshness import purge


@dataclass
class LoadReport:
    """What loading did: how many rows of each outcome, and which ones staff's text was kept in."""

    document: Document | None = None
    counts: Counter[Outcome] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    """Provisions that the document itself brought and that the file no longer has."""

    def add(self, outcome: Outcome, label: str) -> None:
        self.counts[outcome] += 1
        if outcome is Outcome.KEPT:
            self.kept.append(label)
        elif outcome is Outcome.CONFLICT:
            self.conflicts.append(label)


@dataclass(frozen=True, slots=True)
class _Row:
    """One provision of the file."""

    place: Place
    parent_eid: str
    heading: str
    text: str

    @property
    def values(self) -> dict[str, Any]:
        return {"heading": self.heading, "text": self.text, "repealed": False}


@transaction.atomic
def load_document(source: DocumentSource, cited: Sequence[CitedSource] = ()) -> LoadReport:
    """Write a checked file (see ``home.regulation.source``), and the register of cited documents with it."""
    report = LoadReport()
    document = _load_head(source, report)
    report.document = document
    _load_provisions(document, list(_rows(document.slug, source)), report)
    new = _load_cited(cited, report)
    _load_grounds(document, source.decision.grounds, new, report)
    purge()  # texts are written in bulk, past the signals
    return report


def _load_head(source: DocumentSource, report: LoadReport) -> Document:
    values = {
        "number": source.number,
        "kind": source.decision.kind,
        "title": source.decision.title,
        "issuer": source.issuer,
        "authority": source.decision.authority,
        "place": source.place,
        "issued_on": source.issued_on,
        "valid_from": source.effective_from,
        "signed_for": source.signed_for,
        "recipients": "\n".join(source.decision.recipients),
        "enclosure_kind": source.regulation.kind,
        "enclosure_title": source.regulation.title,
    }
    slug = document_slug(source.number)
    document = Document.objects.select_for_update().filter(slug=slug).first()
    if document is None:
        document = Document.objects.create(slug=slug, source_digest=digest(values), **values)
        log(instance=document, action="wagtail.create")
        report.add(Outcome.CREATED, document.number)
    else:
        report.add(follow_source(document, values), document.number)
    return document


def _rows(slug: str, source: DocumentSource) -> Iterator[_Row]:
    for article in source.decision.articles:
        yield from _article_rows(slug, article, "", of_decision=True)
    for chapter in source.regulation.chapters:
        eid = chapter_eid(chapter.number)
        place = Place(eid, Part.REGULATION, ProvisionKind.CHAPTER, chapter.number, "")
        yield _Row(place, "", chapter.title, "")
        for article in chapter.articles:
            yield from _article_rows(slug, article, eid, of_decision=False)


def _article_rows(slug: str, article: ArticleSource, parent: str, *, of_decision: bool) -> Iterator[_Row]:
    place = place_of(Citation(slug, article.number, of_decision=of_decision))
    yield _Row(place, parent, article.title or "", article.text or "")
    for number, clause in enumerate(article.clauses, start=1):
        yield from _clause_rows(Citation(slug, article.number, number, of_decision=of_decision), clause)


def _clause_rows(citation: Citation, clause: ClauseSource) -> Iterator[_Row]:
    place = place_of(citation)
    yield _Row(place, place.parent_eid, "", clause.text)
    for point in clause.points:
        below = place_of(
            Citation(
                citation.document,
                citation.article,
                citation.clause,
                point.letter,
                of_decision=citation.of_decision,
            )
        )
        yield _Row(below, below.parent_eid, "", point.text)


def _load_provisions(document: Document, rows: list[_Row], report: LoadReport) -> None:
    known = {p.eid: p for p in document.provisions.select_related("parent")}
    for row in rows:  # a parent stands before what is below it
        provision = known.get(row.place.eid) or Provision(document=document, eid=row.place.eid)
        columns = {
            "part": row.place.part,
            "kind": row.place.kind,
            "number": row.place.number,
            "position": position_of(row.place.number),
            "parent": known[row.parent_eid] if row.parent_eid else None,
        }
        if provision.pk is None or any(getattr(provision, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(provision, name, value)
            provision.save()
        known[provision.eid] = provision
    _load_texts(document, rows, known, report)


def _load_texts(document: Document, rows: list[_Row], known: Mapping[str, Provision], report: LoadReport) -> None:
    versions = ProvisionVersion.objects.filter(provision__document=document, amendment=None)
    originals = {v.provision.eid: v for v in versions.select_related("provision", "amendment")}
    new = []
    for row in rows:
        provision = known[row.place.eid]
        version = originals.pop(row.place.eid, None)
        if version:
            report.add(follow_source(version, row.values), provision.label)
            continue
        version = ProvisionVersion(
            provision=provision,
            valid_from=document.valid_from,
            source_digest=digest(row.values),
            **row.values,
        )
        version.folded = folded_version(version)
        new.append(version)
        report.add(Outcome.CREATED, provision.label)
    ProvisionVersion.objects.bulk_create(new)
    report.left_over = [v.provision.label for v in originals.values()]
    _begin_with(document)


def _begin_with(document: Document) -> None:
    """The first versions are in force from the day of the document, should the file correct that day."""
    first = ProvisionVersion.objects.filter(provision__document=document, amendment=None)
    first.exclude(valid_from=document.valid_from).update(valid_from=document.valid_from)


def _load_cited(cited: Sequence[CitedSource], report: LoadReport) -> list[CitedDocument]:
    """Write the register; those that are new are returned."""
    known = {c.number: c for c in CitedDocument.objects.all()}
    new = []
    for source in _last_successor_first(cited):
        values = {
            "title": source.title,
            "cited_as": "\n".join(source.cited_as),
            "valid_from": source.valid_from,
            "valid_to": source.valid_to,
            "successor_id": known[source.successor].pk if source.successor else None,
            "source": source.source,
            "reviewed_on": source.reviewed_on,
        }
        row = known.get(source.number)
        if row is None:
            row = CitedDocument.objects.create(number=source.number, source_digest=digest(values), **values)
            new.append(row)
            report.add(Outcome.CREATED, source.number)
        else:
            report.add(follow_source(row, values), source.number)
        known[source.number] = row
    return new


def _last_successor_first(cited: Sequence[CitedSource]) -> list[CitedSource]:
    by_number = {c.number: c for c in cited}
    ordered: dict[str, CitedSource] = {}

    def place(source: CitedSource) -> None:
        if source.successor:
            place(by_number[source.successor])
        ordered.setdefault(source.number, source)

    for source in cited:
        place(source)
    return list(ordered.values())


def _load_grounds(document: Document, texts: Sequence[str], new: Sequence[CitedDocument], report: LoadReport) -> None:
    known = {g.position: g for g in document.grounds.all()}
    for position, text in enumerate(texts, start=1):
        values = {"text": text}
        label = f"{document.number}, căn cứ {position}"
        ground = known.get(position)
        if ground is None:
            ground = Ground(document=document, position=position, source_digest=digest(values), **values)
            ground.save()
            report.add(Outcome.CREATED, label)
        else:
            report.add(follow_source(ground, values), label)
        named = [c for c in new if any(words in ground.text for words in c.cited_words)]
        if named:
            ground.cites.add(*named)
            ground.save()
