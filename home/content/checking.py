"""What an editor is told about a page before anybody reads it: citations of places that the regulation does not have.

On the page itself such a citation stays plain text, never a broken link.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page

from home.regulation.linking import check_citations


@dataclass(frozen=True, slots=True)
class Finding:
    """A citation that leads nowhere: ``where`` it stands (field, or block with its number) and what to tell."""

    where: str
    citation: str
    message: str


def citation_findings(page: Page) -> list[Finding]:
    """The wrong citations in everything that staff wrote on this page, in order; one query, none without citations."""
    return [
        Finding(where, problem.citation, problem.message)
        for where, text in _texts(page)
        for problem in check_citations(text)
    ]


def _texts(page: Page) -> Iterator[tuple[str, str]]:
    """The written texts of a page with the name of their place, title first."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield from _block_texts(field, getattr(page, field.name))
        elif isinstance(field, models.TextField) or field.name == "title":
            yield capfirst(str(getattr(field, "verbose_name", ""))), str(getattr(page, field.name) or "")


def _block_texts(field: StreamField, blocks: Any) -> Iterator[tuple[str, str]]:
    for number, block in enumerate(blocks or (), start=1):
        text = "\n".join(map(str, block.block.get_searchable_content(block.value)))
        kind = capfirst(str(block.block.label))
        yield (
            _("%(field)s, block %(number)s (%(kind)s)")
            % {
                "field": capfirst(str(field.verbose_name)),
                "number": number,
                "kind": kind,
            },
            text,
        )
