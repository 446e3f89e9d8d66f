"""The frame of a page for the templates: ``{% site_frame as frame %}``, ``{% crumbs_of page as crumbs %}``."""

from django import template
from django.template import Context
from wagtail.models import Page

from home.frame import Frame, frame_for

BELOW_HOME = 2

register = template.Library()


@register.simple_tag(takes_context=True)
def site_frame(context: Context) -> Frame:
    """Menus, contacts and addresses that surround every page (see ``home.frame.Frame``)."""
    return frame_for(context.get("request"))


@register.simple_tag
def crumbs_of(page: Page) -> list[Page]:
    """The pages above a page, below the home page, for components/breadcrumbs.html; one query."""
    return list(page.get_ancestors().filter(depth__gt=BELOW_HOME))
