"""How a change of the public version is shown: what was changed, and which words went and came."""

import difflib
import json
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()
Parts = list[tuple[str, str]]


@register.filter
def edit_subject(edit: Any) -> str:
    """What was changed."""
    names = {"public_description": _("text"), "public_address": _("address")}
    return names.get(edit.field, _("photo"))


@register.filter
def edit_parts(edit: Any) -> Parts:
    """Runs of words with what became of them: ``-`` went, ``+`` came, empty stayed."""
    if edit.field.startswith("photo:"):
        return [("-", _photo_words(edit.before)), ("+", _photo_words(edit.after))]
    before, after = edit.before.split(), edit.after.split()
    parts: Parts = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(("", " ".join(before[i:j])))
            continue
        parts += [(mark, " ".join(words)) for mark, words in (("-", before[i:j]), ("+", after[k:m])) if words]
    return parts


def _photo_words(text: str) -> str:
    kept = json.loads(text)
    count = len(kept["blurred"])
    areas = ngettext("%(count)s area blurred", "%(count)s areas blurred", count) % {"count": count}
    return f"{areas}, {_('public') if kept['is_public'] else _('not public')}"
