"""Setting a report that no document stands for: the command line, previews, benchmarks."""

from reports.content import Content
from reports.issuing import body_above, place_of, signature_of, symbol_of
from reports.kinds import Ask, ReportKind
from reports.rendering.pdf import Frame, set_pdf
from reports.services import issuer_of


def set_unsaved(
    kind: ReportKind, ask: Ask, content: Content, *, signature: str = "", signer_name: str = "", final: bool = False
) -> bytes:
    """The PDF of a content, as a draft of the agency that would issue it; ``final`` as what is signed at once, with its
    number left to be written by hand."""
    if kind.set_pdf is not None:
        return kind.set_pdf(ask)
    issuer = issuer_of(kind, ask.scope)
    parent = body_above(issuer)
    frame = Frame(
        issuer=issuer.name,
        parent=parent.name if parent else "",
        symbol=symbol_of(issuer, kind.symbol),
        document_type=kind.document_type,
        summary=content.summary,
        place=place_of(issuer),
        signature=signature or signature_of(issuer),
        signer_name=signer_name,
        is_numbered_by_hand=final,
        recipients=("Lưu: VT.",),
    )
    return set_pdf(content, frame)
