"""Addresses of pages from their Vietnamese titles: ``Đường dây nóng`` becomes ``duong-day-nong``.

Wagtail knows no Vietnamese letters: it would keep them as they are, for nobody to read out or to print, or lose the đ.
"""

import re
from collections import defaultdict
from typing import Any

from django.core.validators import validate_slug
from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import SlugInput

from ioc_site.common.folding import fold

# The blocks of Unicode that Vietnamese letters lie in, beyond ASCII.
BLOCKS = (range(0x00C0, 0x0250), range(0x1E00, 0x1F00))


def slug_of(title: str) -> str:
    """The last part of an address: ASCII letters, digits and hyphens; empty where the title has no such character."""
    return slugify(fold(title))


def _formatters() -> list[tuple[re.Pattern[str], str]]:
    """The same for the browser, which makes the address while the title is typed: letters to their plain letter."""
    letters: dict[str, str] = defaultdict(str)
    for block in BLOCKS:
        for char in map(chr, block):
            plain = fold(char)
            if len(plain) == 1 and plain.isascii() and plain.isalpha():
                letters[plain] += char
    return [(re.compile(f"[{chars}]"), plain) for plain, chars in sorted(letters.items())]


FORMATTERS = _formatters()


class PageForm(WagtailAdminPageForm):
    """The form of every page, with addresses in plain letters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].widget = SlugInput(formatters=FORMATTERS, locale="vi")

    def clean_slug(self) -> str:
        """What was typed, in plain letters, as the browser would have made it."""
        typed = self.cleaned_data["slug"] or ""
        slug = slug_of(typed)
        if typed and not slug:
            validate_slug(typed)  # in the words that Django has for it
        return slug
