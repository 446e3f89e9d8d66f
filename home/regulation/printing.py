"""The text of a document in the form that the reports room prints (see ``reports.regulation_text``)."""

from home.regulation.enums import ProvisionKind
from home.regulation.models import Amendment
from home.regulation.queries import RegulationPage
from home.regulation.text import ProvisionText
from ioc_site.common.folding import fold
from ioc_site.common.vietnamese import short_date
from reports import regulation_text as printed
from reports.layout.closing import Signature


def printed_document(page: RegulationPage) -> printed.LegalDocument:
    """What ``reports.regulation_text.build_regulation_pdf`` prints of a document on a day."""
    document, text = page.document, page.text
    amendments = [a for version in page.versions if version.valid_from <= text.on for a in version.amendments]
    return printed.LegalDocument(
        issuer=document.issuer,
        number=document.number,
        place=document.place,
        issued_on=document.issued_on,
        kind=document.kind,
        title=document.title,
        authority=document.authority,
        issuer_in_text=_in_running_text(document.authority, page),
        grounds=tuple(ground.text for ground in text.grounds),
        articles=tuple(_article(article) for article in text.decision),
        recipients=tuple(document.recipient_lines),
        signature=Signature.from_text(document.signed_for, note="(Đã ký)"),
        regulation=printed.AttachedRegulation(
            kind=document.enclosure_kind,
            title=document.enclosure_title,
            chapters=tuple(_chapter(chapter) for chapter in text.regulation),
        ),
        in_force_on=text.on,
        amendments=tuple(_amendment(a) for a in amendments),
    )


def _in_running_text(authority: str, page: RegulationPage) -> str:
    """``CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH BÌNH THUẬN`` with the small letters of the agency's own name."""
    for agency in page.agencies:
        office, separator, rest = fold(authority).partition(fold(agency.name))
        if separator and not rest:
            return f"{authority[: len(office)].capitalize()}{agency.name}"
    return authority.capitalize()


def _chapter(part: ProvisionText) -> printed.Chapter:
    if part.kind != ProvisionKind.CHAPTER:  # an article that stands in no chapter
        return printed.Chapter(articles=(_article(part),))
    articles = tuple(_article(article) for article in part.children)
    return printed.Chapter(number=part.number, title=part.heading, articles=articles)


def _article(article: ProvisionText) -> printed.Article:
    return printed.Article(
        number=article.number,
        title=article.heading,
        text=article.text,
        clauses=tuple(_clause(clause) for clause in article.children),
        note=_note(article),
    )


def _clause(clause: ProvisionText) -> printed.Clause:
    points = tuple(printed.Point(letter=p.number, text=p.text, note=_note(p)) for p in clause.children)
    return printed.Clause(number=clause.number, text=clause.text, points=points, note=_note(clause))


def _note(provision: ProvisionText) -> str:
    """By what a provision was changed, as a consolidated text notes it."""
    if provision.amendment is None:
        return ""
    done = "bãi bỏ" if provision.repealed else "sửa đổi, bổ sung"
    amendment = provision.amendment
    return f"Được {done} theo Quyết định số {amendment.number} ngày {short_date(amendment.issued_on)}"


def _amendment(amendment: Amendment) -> printed.Amendment:
    return printed.Amendment(
        number=amendment.number,
        issued_on=amendment.issued_on,
        in_force_from=amendment.effective_from,
        title=amendment.title,
    )
