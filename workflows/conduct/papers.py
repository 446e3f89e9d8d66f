"""Papers that rooms above make of cases and rounds: each registers where its paper is made, the screens link to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Paper:
    """``url`` gives the address for a case or a round."""

    label: Any
    url: Callable[[Any], str]


_papers: dict[type[Any], list[Paper]] = {}


def register_paper(model: type[Any], paper: Paper) -> None:
    """Make a paper of a model's rows known; once."""
    if paper not in _papers.setdefault(model, []):
        _papers[model].append(paper)


def papers_of(row: Any) -> list[tuple[Any, str]]:
    """(label, address) of the papers that can be made of a case or a round."""
    return [(paper.label, paper.url(row)) for paper in _papers.get(type(row), [])]
