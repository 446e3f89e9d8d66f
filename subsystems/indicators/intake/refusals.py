"""Why a file or one of its cells is not taken, in words that say what would be right.

A finding stores a code with parameters, so that it reads in the language of whoever looks at it later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from subsystems.indicators.enums import RowKind

MESSAGES: dict[str, Any] = {
    # the whole file
    "empty": _("The file is empty."),
    "too_big": _("The file is too big: at most %(limit)s."),
    "refused_upload": "%(why)s",
    "kind": _("Only CSV, XLSX and ODS files are taken."),
    "locked_or_damaged": _("The file cannot be opened: it is damaged or locked with a password. Save it again."),
    "tcvn3": _(
        "The text is written in an old Vietnamese font code (TCVN3 or VNI). Convert it to Unicode and save it as UTF-8."
    ),
    "encoding": _("The text is in an unknown encoding. Save the file as “CSV UTF-8”."),
    "too_many_cells": _("The sheet has more cells than a delivery can have (%(count)s). Delete what is not needed."),
    "no_header": _(
        "No sheet has a row of headings that fits this indicator set. Found sheets: %(sheets)s. Use the template."
    ),
    "two_sheets": _("More than one sheet has data: %(sheets)s. Keep one."),
    "duplicate_header": _("The heading stands there twice: %(first)s and %(second)s."),
    "unknown_header": _("This heading is not known. %(hint)s"),
    "missing_column": _("There is no column for: %(name)s."),
    "no_values": _("The file has no values."),
    "too_many_rows": _("The file has more than %(limit)s values. Split it."),
    "not_json": _("The answer is not the JSON that the mapping describes: %(why)s."),
    # one cell
    "missing": _("Nothing stands here; give: %(name)s."),
    "unknown_indicator": _("This indicator is not in the set. %(hint)s"),
    "derived_indicator": _("This indicator is computed by the portal (%(formula)s) and is not delivered."),
    "unknown_area": _("No area of this level is called so in that period. %(hint)s"),
    "ambiguous_area": _("Several areas are called so; give the code: %(codes)s."),
    "foreign_area": _("Your agency does not deliver for this area."),
    "unknown_breakdown": _("This indicator has no such breakdown. %(hint)s"),
    "bad_period": _("This is no %(kind)s. Write it like %(example)s."),
    "long_period": _("The text is too long for a period. Write it like %(example)s."),
    "future_period": _("This period has not begun yet."),
    "no_version": _("This indicator has no definition for that period."),
    "not_a_number": _("A number was expected, such as 1.234,5."),
    "unit_in_cell": _("Only the number belongs here, without a unit: %(number)s."),
    "percent_of_other_unit": _("The unit of this indicator is “%(unit)s”, not per cent."),
    "ambiguous_number": _(
        "This reads as %(first)s or as %(second)s, and nothing in the file says which. Write it without grouping."
    ),
    "mixed_numbers": _("Row %(row)s writes numbers like %(example)s; this cell writes them the other way round."),
    "too_many_digits": _("The number has more than 15 digits."),
    "not_whole": _("This indicator counts whole units; a fraction cannot be right."),
    "too_small": _("The smallest possible value is %(limit)s."),
    "too_large": _("The largest possible value is %(limit)s."),
    "duplicate_key": _("Row %(row)s gives a value for the same indicator, area, period and breakdown."),
    "formula_without_value": _("The cell holds a formula without its result. Open the file, let it compute, save it."),
    # warnings
    "jump": _("%(percent)s%% away from %(before)s (%(period)s)."),
    "area_sum": _("The areas sum up to %(sum)s, the province has %(total)s."),
    "part_sum": _("The breakdowns “%(dimension)s” sum up to %(sum)s, the total is %(total)s."),
    "open_period": _("The period is not over yet."),
    "same_file": _("The same file was delivered before: %(reference)s."),
}


class FileRefused(Exception):
    """The file as a whole cannot be read as a delivery; ``finding`` says where and why."""

    def __init__(self, code: str, params: Mapping[str, Any] | None = None, **place: Any) -> None:
        super().__init__(code)
        self.finding = Finding(RowKind.ERROR, code, dict(params or {}), **place)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a cell: ``row`` as the spreadsheet program counts (0: the file), ``column`` its heading."""

    kind: RowKind
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    sheet: str = ""
    row: int = 0
    column: str = ""
    column_number: int = 0
    value: str = ""

    @property
    def text(self) -> str:
        return text_of(self.code, self.params)


def text_of(code: str, params: Mapping[str, Any]) -> str:
    """The sentence for a code, in the active language; an unknown code shows itself."""
    message = MESSAGES.get(code)
    return str(message) % params if message is not None else code


def shown(value: Any) -> str:
    """A cell as it may be shown: short, and without what breaks a line."""
    text = "" if value is None else str(value)
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
