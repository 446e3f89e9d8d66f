"""Documents for the tests: the real regulation as printed, and small ones with what a test needs."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from reports.layout.closing import Signature
from reports.regulation_text import Article, AttachedRegulation, Chapter, Clause, LegalDocument, Point

DATA = Path(__file__).resolve().parents[2] / "data" / "1089-QD-UBND.yaml"


@cache
def real_regulation() -> LegalDocument:
    """Decision 1089/QĐ-UBND as the data file has it."""
    data = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    decision, regulation = data["decision"], data["regulation"]
    return LegalDocument(
        issuer=data["issuer"],
        number=data["number"],
        place=data["place"],
        issued_on=data["issued_on"],
        kind=decision["kind"],
        title=decision["title"],
        authority=decision["authority"],
        issuer_in_text="Chủ tịch Ủy ban nhân dân tỉnh Bình Thuận",
        grounds=tuple(decision["grounds"]),
        articles=tuple(_article(article) for article in decision["articles"]),
        recipients=tuple(decision["recipients"]),
        signature=Signature.from_text(data["signed_for"], note="(Đã ký)"),
        in_force_on=data["effective_from"],
        regulation=AttachedRegulation(
            kind=regulation["kind"],
            title=regulation["title"],
            chapters=tuple(
                Chapter(
                    number=chapter["number"],
                    title=chapter["title"],
                    articles=tuple(_article(article) for article in chapter["articles"]),
                )
                for chapter in regulation["chapters"]
            ),
        ),
    )


def _article(data: dict[str, Any]) -> Article:
    return Article(
        number=str(data["number"]),
        title=data.get("title", ""),
        text=data.get("text", ""),
        clauses=tuple(
            Clause(
                number=str(number),
                text=clause["text"],
                points=tuple(Point(letter=point["letter"], text=point["text"]) for point in clause.get("points", ())),
            )
            for number, clause in enumerate(data.get("clauses", ()), start=1)
        ),
    )


def small_decision(**changes: Any) -> LegalDocument:
    """A decision of one article; ``changes`` are attributes of the document."""
    attributes: dict[str, Any] = {
        "issuer": "ỦY BAN NHÂN DÂN TỈNH BÌNH THUẬN",
        "number": "1/QĐ-UBND",
        "place": "Bình Thuận",
        "issued_on": date(2024, 2, 5),
        "kind": "QUYẾT ĐỊNH",
        "title": "Về việc thử nghiệm",
        "authority": "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH BÌNH THUẬN",
        "articles": (Article(number="1", text="Quyết định này có hiệu lực kể từ ngày ký."),),
        "signature": Signature.from_text("CHỦ TỊCH"),
        "in_force_on": date(2024, 2, 5),
    }
    return LegalDocument(**(attributes | changes))
