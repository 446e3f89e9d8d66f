"""``{% load regulation %}``: ``{{ value|linkcitations }}`` for any page, and what the pages of the regulation need."""

from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from home.regulation.linking import TextLinker, link_citations
from home.regulation.text import ProvisionText

register = template.Library()


@register.filter(is_safe=True)
def linkcitations(value: Any) -> SafeString:
    """Links ``khoản 3 Điều 10`` in a text or in safe HTML to its place in the regulation, if there is such a place.

    Text that is not marked safe is escaped first. Links and code are left alone.
    """
    return link_citations(conditional_escape(value))


@register.filter
def lawtext(provision: ProvisionText, linker: TextLinker) -> SafeString:
    """The text of a provision with its links, paragraphs separated by ``</p><p>``."""
    return linker.html(provision.text, provision.citation)


@register.filter
def permalink(provision: ProvisionText) -> SafeString:
    """How a place is cited, as a link to it; with JavaScript it also copies the address.

    A filter rather than a template of its own: a page has one for every clause.
    """
    before, between, after = _permalink_parts(get_language() or "")
    href = f'href="#{provision.eid}" data-copy="#{provision.eid}"'
    return mark_safe(f"{before}{href}{between}{escape(provision.label)}{after}")


@lru_cache(maxsize=8)
def _permalink_parts(language: str) -> tuple[str, str, str]:
    """What is the same in every permalink of a language."""
    between = format_html(
        ' data-copied="{}" title="{}"><svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="{}#link"/></svg><span data-copy-label>',
        _("Copied"),
        _("Copy the link to this place"),
        static("img/icons.svg"),
    )
    return '<a class="copy-link law__cite" lang="vi" ', between, "</span></a>"


@register.filter
def at_place(found: dict[str, Any] | None, provision: ProvisionText) -> Any:
    """What a mapping by anchor has for a provision; nothing for an empty one."""
    return found.get(provision.eid) if found else None
