"""Where the headings stand and what they mean: long tables, and tables that spread indicators, areas, periods or
breakdowns over their columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ioc_site.common.folding import fold
from subsystems.indicators.intake.context import SetContext, Unknown, hint
from subsystems.indicators.intake.period_text import BadPeriod, read_period
from subsystems.indicators.intake.refusals import FileRefused, shown
from subsystems.indicators.intake.tables import Sheet, fill_merged

ROLES = ("indicator", "area", "period", "breakdown", "value")
ROLE_NAMES = {
    "indicator": gettext_lazy("indicator"),
    "area": gettext_lazy("area"),
    "period": gettext_lazy("period"),
    "breakdown": gettext_lazy("breakdown"),
    "value": gettext_lazy("value"),
}
# Headings by role, folded. The second word list of a role is used only where none of the first stands in the row.
_HEADINGS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "indicator": (
        ("ma chi tieu", "indicator code", "ma ct", "indicator"),
        ("chi tieu", "ten chi tieu", "indicator name", "noi dung"),
    ),
    "area": (
        ("ma dia ban", "area code", "ma don vi hanh chinh", "ma dvhc", "area"),
        (
            "dia ban",
            "ten dia ban",
            "don vi hanh chinh",
            "dia phuong",
            "area name",
            "huyen",
            "xa",
            "huyen thi xa thanh pho",
        ),
    ),
    "period": (
        ("ky", "ky so lieu", "ky bao cao", "period", "ma ky"),
        ("thoi gian", "thang", "quy", "nam", "ngay", "nam hoc", "month", "quarter", "year", "date", "school year"),
    ),
    "breakdown": (("ma phan to", "breakdown code", "breakdown"), ("phan to", "chi tiet", "ten phan to", "category")),
    "value": (("gia tri", "so lieu", "value"), ("so luong", "ket qua", "thuc hien", "figure")),
}
_IGNORED = frozenset(
    {"stt", "tt", "so tt", "no", "don vi tinh", "don vi", "dvt", "unit", "ghi chu", "note", "notes", "ten ky", "nguon"}
)
_SEARCHED_ROWS = 40


@dataclass(frozen=True, slots=True)
class Spread:
    """A column that stands for one indicator, area, period or breakdown; ``cell`` would name it in a long table."""

    column: int
    role: str
    cell: Any
    heading: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is read: the row of its headings (a place in ``rows``), the columns by role, the spread columns."""

    sheet: Sheet
    header: int
    columns: dict[str, int]
    headings: dict[int, str]
    spread: tuple[Spread, ...]
    defaults: dict[str, Any]

    @property
    def name(self) -> str:
        """``long``, or what is spread over the columns."""
        return self.spread[0].role if self.spread else "long"


Cells = tuple[Any, Any, Any, Any, Any, int, int]


def find_layout(sheets: list[Sheet], context: SetContext, defaults: dict[str, Any]) -> Layout:
    """The layout of the one sheet that has data; raises ``FileRefused``.

    ``defaults`` gives what no column says (the period chosen at the upload).
    """
    found = [layout for sheet in sheets if (layout := _layout_of(sheet, context, defaults))]
    if len(found) > 1:
        raise FileRefused("two_sheets", {"sheets": ", ".join(layout.sheet.name for layout in found)})
    if not found:
        names = ", ".join(sheet.name or _("(the only one)") for sheet in sheets) or "–"
        raise FileRefused("no_header", {"sheets": names})
    layout = found[0]
    _check_headings(layout, context)
    fill_merged(layout.sheet, {column for role, column in layout.columns.items() if role != "value"})
    return layout


def _layout_of(sheet: Sheet, context: SetContext, defaults: dict[str, Any]) -> Layout | None:
    """The first row that says enough to read the rows below it."""
    for index, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        texts = {column: cell for column, cell in enumerate(row) if cell not in ("", None)}
        if len(texts) < 2:
            continue
        columns = _roles(texts)
        spread = () if "value" in columns else _spread(texts, columns, context)
        if not columns or not ("value" in columns or spread):
            continue
        all_defaults = {**_defaults(context), **defaults}
        headings = {column: shown(cell) for column, cell in texts.items()}
        return Layout(sheet, index, columns, headings, spread, all_defaults)
    return None


def _defaults(context: SetContext) -> dict[str, Any]:
    """What need not stand in the file because there is only one."""
    members = context.delivered_members
    return {"indicator": members[0].indicator.code} if len(members) == 1 else {}


def _roles(texts: dict[int, Any]) -> dict[str, int]:
    folded = {column: _heading(cell) for column, cell in texts.items()}
    columns: dict[str, int] = {}
    for role, choices in _HEADINGS.items():
        for words in choices:
            matching = [column for column, text in folded.items() if text in words]
            if len(matching) > 1:
                first, second = (shown(texts[column]) for column in matching[:2])
                raise FileRefused("duplicate_header", {"first": f"“{first}”", "second": f"“{second}”"}, value=second)
            if matching:
                columns[role] = matching[0]
                break
    return columns


def _heading(cell: Any) -> str:
    text = fold(str(cell)) if isinstance(cell, str) else ""
    return " ".join("".join(char if char.isalnum() else " " for char in text.partition("(")[0]).split())


def _spread(texts: dict[int, Any], columns: dict[str, int], context: SetContext) -> tuple[Spread, ...]:
    """The columns that each stand for something, of the role of which most are found."""
    rest = {column: cell for column, cell in texts.items() if column not in columns.values()}
    rest = {column: cell for column, cell in rest.items() if _heading(cell) not in _IGNORED or not _heading(cell)}
    best: tuple[Spread, ...] = ()
    for role in ("indicator", "period", "area", "breakdown"):
        if role in columns:
            continue
        found = tuple(
            Spread(column, role, cell, shown(cell)) for column, cell in rest.items() if _stands_for(role, cell, context)
        )
        if len(found) > len(best):
            best = found
    return best


def _stands_for(role: str, cell: Any, context: SetContext) -> bool:
    if role == "indicator":
        return context.indicator_or_none(cell) is not None
    if role == "period":
        return _is_period(cell, context)
    newest = context.members[0].versions[0] if context.members and context.members[0].versions else None
    if newest is None or not isinstance(cell, str):
        return False
    try:
        if role == "area":
            from subsystems.indicators.periods import period_of

            context.area(cell, newest, period_of(context.kind, context.today).previous())
        else:
            context.breakdown(cell, newest)
    except Unknown as error:
        return error.code == "foreign_area"
    return True


def _is_period(cell: Any, context: SetContext) -> bool:
    try:
        read_period(cell, context.kind)
    except BadPeriod:
        return False
    return True


def _check_headings(layout: Layout, context: SetContext) -> None:
    """Every heading is known and stands there once, and nothing that is needed is missing."""
    used = {*layout.columns.values(), *(spread.column for spread in layout.spread)}
    seen: dict[str, str] = {}
    row = layout.sheet.first_row + layout.header
    for column, heading in layout.headings.items():
        place = {
            "sheet": layout.sheet.name,
            "row": row,
            "column": heading,
            "column_number": layout.sheet.first_column + column,
            "value": heading,
        }
        folded = fold(heading)
        if folded in seen:
            raise FileRefused("duplicate_header", {"first": f"“{seen[folded]}”", "second": f"“{heading}”"}, **place)
        seen[folded] = heading
        if column not in used and not _may_be_ignored(heading):
            known = {word: word for choices in _HEADINGS.values() for words in choices for word in words}
            known |= {fold(member.indicator.code): member.indicator.code for member in context.delivered_members}
            raise FileRefused("unknown_header", {"hint": hint(folded, known)}, **place)
    spread_role = layout.spread[0].role if layout.spread else "value"
    for role in ("indicator", "area", "period"):
        if role != spread_role and role not in layout.columns and role not in layout.defaults:
            if role == "area" and _only_the_province(context):
                layout.defaults["area"] = "toàn tỉnh"
                continue
            raise FileRefused("missing_column", {"name": f"“{ROLE_NAMES[role]}”"}, sheet=layout.sheet.name, row=row)


def _may_be_ignored(heading: str) -> bool:
    text = _heading(heading)
    labels = {word for role in ("indicator", "area", "period", "breakdown") for word in _HEADINGS[role][1]}
    return text in _IGNORED or text in labels


def _only_the_province(context: SetContext) -> bool:
    return all(version.level == "province" for member in context.delivered_members for version in member.versions)


def cells(layout: Layout) -> Iterator[Cells]:
    """Every value cell with what it is about: indicator, area, period, breakdown, value, row and column number.

    Rows without any value are left out: a template that is filled in part delivers a part.
    """
    sheet, columns, defaults = layout.sheet, layout.columns, layout.defaults
    places = [columns.get(role) for role in ROLES[:4]]
    fallbacks = [defaults.get(role, "") for role in ROLES[:4]]
    first = sheet.first_row + layout.header + 1
    value_column = columns.get("value")
    for number, row in enumerate(sheet.rows[layout.header + 1 :], start=first):
        width = len(row)
        base = [
            row[place] if place is not None and place < width else fallback
            for place, fallback in zip(places, fallbacks, strict=True)
        ]
        if value_column is not None:
            value = row[value_column] if value_column < width else ""
            if _is_given(value, sheet, number, value_column):
                yield (*base, value, number, value_column)
            continue
        for spread in layout.spread:
            value = row[spread.column] if spread.column < width else ""
            if _is_given(value, sheet, number, spread.column):
                base[ROLES.index(spread.role)] = spread.cell
                yield (*base, value, number, spread.column)


_NOT_COLLECTED = frozenset({"", "...", "…", ".."})


def _is_given(value: Any, sheet: Sheet, row: int, column: int) -> bool:
    if isinstance(value, str):
        if value.strip() not in _NOT_COLLECTED:
            return True
        return bool(sheet.uncomputed) and (row, column + sheet.first_column) in sheet.uncomputed
    return value is not None
