"""Links between pages in rich text, as ``<a linktype="page" id="…">`` becomes an address."""

from typing import Any

from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from home.page_links import page_links


class LeanPageLinkHandler(PageLinkHandler):
    """As Wagtail's own, but the pages that are linked to are not built for their addresses: one query for all links.

    The portal's pages have no translations that are pages of their own, so a page is always its own local one.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """The opening tags, ``<a>`` alone where the page is gone."""
        wanted = {str(attrs.get("id")) for attrs in attrs_list}
        ids = {int(value) for value in wanted if value.isascii() and value.isdigit()}
        urls = {str(pk): link.url for pk, link in page_links(Page.objects.filter(pk__in=ids)).items()} if ids else {}
        return [
            f'<a href="{escape(url)}">' if (url := urls.get(str(attrs.get("id")))) else "<a>" for attrs in attrs_list
        ]
