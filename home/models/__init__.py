"""What surrounds every page."""

from home.models.navigation import MenuItem, MenuPlace, SiteFrame

__all__ = ["MenuItem", "MenuPlace", "SiteFrame"]
