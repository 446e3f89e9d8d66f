"""Screens of the engine."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def crumbs(title: str, *parents: tuple[str, str], icon: str = "") -> dict[str, Any]:
    """What Wagtail's header needs: title, icon and the way here; ``parents`` are (address, label)."""
    items = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    items += [{"url": url, "label": label} for url, label in parents]
    return {"header_title": title, "header_icon": icon, "breadcrumbs_items": [*items, {"url": "", "label": title}]}
