"""The home page, the pages of the six components, and what surrounds every page."""

from home.models.navigation import MenuItem, MenuPlace, SiteFrame
from home.models.pages import ComponentIndexPage, ComponentPage, HomePage

__all__ = [
    "ComponentIndexPage",
    "ComponentPage",
    "HomePage",
    "MenuItem",
    "MenuPlace",
    "SiteFrame",
]
