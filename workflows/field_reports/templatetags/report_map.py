"""What the element of a map tells ``static/src/map/province_map.js``."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def map_attributes() -> SafeString:
    """The data attributes of a map: tile server, where one is set, with its credit, and the names of the buttons."""
    return format_html(
        'data-tiles="{}" data-tiles-credit="{}" data-zoom-in="{}" data-zoom-out="{}"',
        settings.MAP_TILE_URL,
        settings.MAP_TILE_CREDIT,
        _("Zoom in"),
        _("Zoom out"),
    )
