"""What the screens of the regulation read: one function a screen, each with a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from home.regulation.models import Amendment, CitedDocument, Document, Ground, ProvisionVersion
from home.regulation.text import CitedRow, DocumentText, GroundRow, ProvisionText, Snapshot, Version, VersionRow
from ioc_site.common.citations import Citation
from ioc_site.common.folding import fold
from subsystems.agencies.enums import AgencyKind
from subsystems.agencies.models import Agency

# The columns of ``VersionRow`` and ``CitedRow``, in their order.
_VERSION = (
    "provision_id",
    *(f"provision__{name}" for name in ("parent_id", "part", "kind", "number", "eid", "position")),
    *("heading", "text", "repealed", "valid_from", "valid_to", "amendment_id"),
)
_CITED = ("pk", "number", "title", "cited_as", "valid_from", "valid_to", "successor_id", "reviewed_on")
# How a document of a provincial People's Committee names the committee itself.
COMMITTEE = "Ủy ban nhân dân tỉnh"


@dataclass(frozen=True)
class AgencyName:
    """A name under which a text may speak of an agency, and the agency's public address."""

    name: str
    slug: str


@dataclass(frozen=True)
class RegulationPage:
    """Everything that the page of a document shows."""

    text: DocumentText
    versions: list[Version]
    agencies: tuple[AgencyName, ...]

    @property
    def document(self) -> Document:
        return self.text.document


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One provision as search sees it; ``folded`` has its citation, heading and text (see ``common.folding``)."""

    document: str
    document_number: str
    eid: str
    label: str
    heading: str
    text: str
    folded: str
    url: str


def documents() -> list[Document]:
    """The documents that people can read, the newest first. One query."""
    return list(Document.objects.filter(live=True))


def snapshot(slug: str) -> Snapshot | None:
    """All rows of a document, for any day; ``None`` when there is no such document. Five queries."""
    document = Document.objects.filter(slug=slug, live=True).first()
    return snapshot_of(document) if document else None


def snapshot_of(document: Document) -> Snapshot:
    """All rows of this document. Four queries."""
    versions = ProvisionVersion.objects.filter(provision__document=document, live=True).order_by()
    grounds = Ground.objects.filter(document=document, live=True).order_by("position", "cites")
    cited = CitedDocument.objects.filter(live=True).order_by()
    amendments = Amendment.objects.filter(document=document, live=True, withdrawn=False).select_related("file")
    cites: dict[tuple[int, str], list[int]] = {}
    for pk, text, cited_pk in grounds.values_list("pk", "text", "cites"):
        cites.setdefault((pk, text), []).extend([cited_pk] if cited_pk else [])
    return Snapshot(
        document=document,
        versions=[VersionRow(*row) for row in versions.values_list(*_VERSION)],
        grounds=[GroundRow(pk, text, tuple(pks)) for (pk, text), pks in cites.items()],
        cited={row[0]: CitedRow(*row) for row in cited.values_list(*_CITED)},
        amendments=list(amendments),
    )


def regulation_page(slug: str, on: date) -> RegulationPage | None:
    """The page of a document as in force on a day; ``None`` when there is no such document. Six queries."""
    rows = snapshot(slug)
    return page_of(rows, on) if rows else None


def page_of(rows: Snapshot, on: date) -> RegulationPage:
    """The page of a document that was read already. One query."""
    return RegulationPage(
        text=rows.text_on(on), versions=rows.versions_list(), agencies=agency_names(rows.document.issuer, on)
    )


def agency_names(issuer: str, on: date) -> tuple[AgencyName, ...]:
    """The names of all agencies, and the short form in which a document speaks of its issuer. One query.

    Where two agencies had the same name the one that holds on the day is meant.
    """
    rows = Agency.objects.order_by("pk").values_list("name", "slug", "kind", "valid_from", "valid_to")
    in_force_first = sorted(rows, key=lambda row: not ((row[3] or on) <= on <= (row[4] or on)))
    slugs: dict[str, str] = {}
    for name, slug, kind, *_span in in_force_first:
        slugs.setdefault(name, slug)
        if kind == AgencyKind.PROVINCE and fold(name) == fold(issuer):
            slugs.setdefault(COMMITTEE, slug)
    return tuple(AgencyName(name, slug) for name, slug in sorted(slugs.items()))


def resolve(citation: Citation, on: date | None = None) -> ProvisionText | None:
    """What a citation says on a day (today when not given) with all below it, or ``None`` where it leads nowhere."""
    rows = snapshot(citation.document)
    return rows.text_on(on or timezone.localdate()).by_eid.get(citation.eid) if rows else None


def existing_eids(slug: str) -> frozenset[str]:
    """The anchors that the page of a document has today. One query."""
    return frozenset(
        ProvisionVersion.objects.in_force(timezone.localdate())
        .filter(provision__document__slug=slug, provision__document__live=True)
        .values_list("provision__eid", flat=True)
    )


def searchable_provisions(on: date | None = None, folded_contains: Iterable[str] = ()) -> list[SearchRow]:
    """The provisions in force on a day (today when not given) whose folded text has all of these words. One query."""
    versions = ProvisionVersion.objects.in_force(on or timezone.localdate()).filter(
        repealed=False, provision__document__live=True
    )
    for words in folded_contains:
        versions = versions.filter(folded__contains=words)
    return [
        SearchRow(
            document=version.provision.document.slug,
            document_number=version.provision.document.number,
            eid=version.provision.eid,
            label=version.provision.label,
            heading=version.heading,
            text=version.text,
            folded=version.folded,
            url=version.get_absolute_url(),
        )
        for version in versions.select_related("provision__document").order_by("provision__document", "provision__path")
    ]
