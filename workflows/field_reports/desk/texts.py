"""Standard texts: their placeholders, filled for one report."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from ioc_site.common.vietnamese import date_time

PLACEHOLDERS: Mapping[str, Any] = {
    "ma_so": _("reference"),
    "loai": _("category"),
    "dia_ban": _("area"),
    "co_quan": _("agency in charge"),
    "han": _("deadline"),
}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def values_of(report: Any) -> dict[str, str]:
    """What the placeholders stand for in the case of this report; empty for what is not known yet."""
    return {
        "ma_so": report.reference or "",
        "loai": report.category.name,
        "dia_ban": str(report.area) if report.area else "",
        "co_quan": report.agency.name if report.agency else "",
        "han": date_time(report.deadline_at) if report.deadline_at else "",
    }


def fill(text: str, report: Any) -> str:
    """The text with its placeholders filled; what is not known is left as it stands, for ``unfilled`` to find."""
    values = values_of(report)
    return _PLACEHOLDER.sub(lambda match: values.get(match[1]) or match[0], text)


def unfilled(text: str) -> list[str]:
    """The known placeholders that a text still holds."""
    return [name for name in dict.fromkeys(_PLACEHOLDER.findall(text)) if name in PLACEHOLDERS]


def unknown(text: str) -> list[str]:
    """The names in braces that are no placeholders."""
    return [name for name in dict.fromkeys(_PLACEHOLDER.findall(text)) if name not in PLACEHOLDERS]
