"""What staff composed, and the figures that go into it."""

from dataclasses import dataclass
from typing import Any

from subsystems.indicators.dashboards.details import Card, Detail

# Blocks that show one indicator in detail, and more of it than its card.
DETAILED = ("trend", "areas", "parts")


@dataclass(frozen=True, slots=True)
class Asked:
    """One block as it was composed: its kind, heading and words, the key figures and the indicators in detail."""

    kind: str
    heading: str = ""
    text: str = ""
    codes: tuple[str, ...] = ()
    detailed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """One block as the page shows it; ``card`` is the figure that a note is about."""

    kind: str
    heading: str
    text: str
    cards: list[Card]
    detail: Detail | None
    card: Card | None


def asked_of(blocks: Any) -> list[Asked]:
    """The blocks of a stream (``dashboards.blocks``) as plain values, read as they are stored: making a block of one
    whose choices are indicators would read all of these, each time."""
    found = []
    for row in blocks.raw_data if blocks else ():
        kind, value = row["type"], row["value"]
        code = value.get("indicator") or ""
        found.append(
            Asked(
                kind=kind,
                heading=value.get("heading") or "",
                text=value.get("text") or "",
                codes=tuple(value.get("indicators") or ()) or ((code,) if code and kind == "note" else ()),
                detailed=(code,) if code and kind in DETAILED else (),
            )
        )
    return found


def placed(asked: list[Asked], cards: list[Card], details: dict[str, Detail]) -> list[Placed]:
    """The blocks with their figures. One whose indicator has no figure, or that the reader may not see, is left out:
    a note about an internal figure is as internal as that."""
    by_code = {card.indicator.code: card for card in cards}
    found = []
    for one in asked:
        shown = [by_code[code] for code in one.codes if code in by_code]
        detail = next((details[code] for code in one.detailed if code in details), None)
        is_empty = bool(one.codes and not shown) or bool(one.detailed and detail is None)
        if one.kind == "key_figures" and not one.codes:
            shown = cards
        if not is_empty:
            card = shown[0] if one.kind == "note" and shown else None
            found.append(Placed(one.kind, one.heading, one.text, shown, detail, card))
    return found
