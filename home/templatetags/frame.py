"""The frame of a page for the templates: ``{% site_frame as frame %}``, ``{% crumbs_of page as crumbs %}``."""

from collections.abc import Sequence

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from home.frame import Frame, frame_for, rendered_part
from home.page_links import PageLink
from home.routing import crumbs_above

register = template.Library()


@register.simple_tag(takes_context=True)
def site_frame(context: Context) -> Frame:
    """Menus, contacts and addresses that surround every page (see ``home.frame.Frame``)."""
    return frame_for(context.get("request"))


@register.simple_tag(takes_context=True)
def site_part(context: Context, name: str) -> SafeString:
    """The ``header`` or ``footer`` of the page (templates/components/)."""
    return rendered_part(name, frame_for(context.get("request")), get_language() or "")


@register.simple_tag
def crumbs_of(page: Page) -> Sequence[PageLink]:
    """The pages above a page, below the home page, for components/breadcrumbs.html; one query."""
    return crumbs_above(page)


@register.simple_block_tag
def said(content: str) -> SafeString:
    """``{% said as name %}…{% endsaid %}``: the words of a block on one line, for more than one place in the head."""
    return mark_safe(" ".join(content.split()))
