"""What a clause says today. The room that keeps the regulation registers how to find it; this one only cites it."""

from collections.abc import Callable

from ioc_site.common.citations import Citation

_resolver: list[Callable[[Citation], str | None]] = []


def register_clause_resolver(resolve: Callable[[Citation], str | None]) -> None:
    """``resolve(citation)`` gives the text in force today, ``None`` for a place that does not exist."""
    _resolver[:] = [resolve]


def text_of(citation: Citation) -> str | None:
    """The text of a clause today; ``None`` when there is no such clause."""
    return _resolver[0](citation) if _resolver else None
