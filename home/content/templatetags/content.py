"""The body of a page for the templates: ``{% load content %}{% body page.body %}``."""

from dataclasses import dataclass

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from wagtail.blocks import StreamValue
from wagtail.rich_text import expand_db_html

from home.content.queries import quotations
from home.regulation.linking import link_citations

register = template.Library()

# A page this long gets a list of contents.
SECTIONS_FOR_CONTENTS = 3


@register.simple_tag(takes_context=True)
def body(context: Context, stream: StreamValue) -> SafeString:
    """All blocks; the links of their rich text and the citations of the regulation become links in one go.

    So a page costs the same number of queries however many links it has.
    """
    cited = {block.id: block.value.citation for block in stream if block.block_type == "clause"}
    texts = quotations({citation for citation in cited.values() if citation})
    quoted = {block_id: texts.get(citation) for block_id, citation in cited.items()}
    around = {"request": context.get("request"), "page": context.get("page")}
    html = "\n".join(str(block.render(around | {"quotation": quoted.get(block.id)})) for block in stream)
    return link_citations(expand_db_html(html))


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of a page's list of contents."""

    anchor: str
    title: str


@register.filter
def sections(stream: StreamValue) -> list[Section]:
    """The sections of a long page; none for a short one."""
    found = [
        Section(block.value.anchor, block.value["text"])
        for block in stream
        if block.block_type == "heading" and block.value["level"] == "h2"
    ]
    return found if len(found) >= SECTIONS_FOR_CONTENTS else []
