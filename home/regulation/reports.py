"""The text of a regulation as a kind of report: its own printed form, and the same text as sections."""

from django.utils.translation import gettext_lazy as _

from home.regulation.printing import printed_document
from home.regulation.queries import RegulationPage, regulation_page
from home.regulation.text import ProvisionText
from ioc_site.common.vietnamese import long_date
from reports.content import Content, Part, Text
from reports.kinds import Ask, CannotBuild, ReportKind, register_kind
from reports.regulation_text import build_regulation_pdf


def register() -> None:
    """Make the kind known; called when the app is ready."""
    register_kind(
        ReportKind(
            code="regulation",
            label=_("Text of a regulation"),
            help=_("The regulation as in force on the last day of the period."),
            compute=regulation_text,
            set_pdf=regulation_pdf,
            about_thing=_("Address of the regulation, like 1089-qd-ubnd"),
            document_type="VĂN BẢN",
        )
    )


def _page(ask: Ask) -> RegulationPage:
    page = regulation_page(ask.subject, ask.period.end)
    if page is None:
        raise CannotBuild(f"Không có văn bản “{ask.subject[:60]}”.")
    if ask.period.end < page.document.valid_from:
        raise CannotBuild(f"{page.document} chưa có hiệu lực vào ngày {ask.period.end:%d/%m/%Y}.")
    return page


def regulation_text(ask: Ask) -> Content:
    """The document and its regulation, article by article."""
    page = _page(ask)
    parts = [Part(title="Quyết định", blocks=(_text(page.text.decision),))]
    parts += [
        Part(title=f"{chapter.label}. {chapter.heading}", blocks=(_text(chapter.children),))
        for chapter in page.text.regulation
    ]
    subject = f"{page.document.kind.lower()} số {page.document.number} {page.document.title}"
    in_force = f"Nội dung theo hiệu lực tại {long_date(ask.period.end)}, gồm {len(parts) - 1} chương."
    return Content(
        subject=subject,
        period="",
        scope="",
        computed_at=ask.at,
        grounds=tuple(ground.text for ground in page.text.grounds),
        summary=(in_force,),
        parts=tuple(parts),
    )


def regulation_pdf(ask: Ask) -> bytes:
    """The printed form, as ``van-ban.pdf`` of the regulation's page gives it."""
    return build_regulation_pdf(printed_document(_page(ask)))


def _text(provisions: tuple[ProvisionText, ...]) -> Text:
    return Text(paragraphs=tuple(line for provision in provisions for line in _lines(provision)))


def _lines(provision: ProvisionText) -> list[str]:
    own = " ".join(filter(None, (provision.sign, provision.heading, provision.text)))
    return [own, *(line for inner in provision.children for line in _lines(inner))]
