"""The frame of a page for the templates: ``{% site_frame as frame %}``."""

from django import template
from django.template import Context

from home.frame import Frame, frame_for

register = template.Library()


@register.simple_tag(takes_context=True)
def site_frame(context: Context) -> Frame:
    """Menus, contacts and addresses that surround every page (see ``home.frame.Frame``)."""
    return frame_for(context.get("request"))
