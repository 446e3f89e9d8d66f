"""The numbers of a report on its page, in the form in which its PDF prints them."""

from django import template

from ioc_site.common import vietnamese
from reports.content import NO_DATA, Cell, Chart, Figure, Grid, Head, shown

register = template.Library()
MISSING = "…"


@register.filter
def cell(value: Cell, decimals: int | None = None) -> str:
    """A cell of a table: text as it is, a number in Vietnamese form, ``…`` for what does not exist."""
    if value is None:
        return MISSING
    return value if isinstance(value, str) else vietnamese.number(value, decimals)


@register.filter
def of_figure(value: float | None, figure: Figure) -> str:
    """A number of a figure; the figure's own, when it is missing, says so in words."""
    if value is None:
        return NO_DATA if value is figure.value else MISSING
    return shown(value, figure)


@register.filter
def signed(value: float | None, figure: Figure) -> str:
    """A change with its sign."""
    if value is None:
        return MISSING
    return f"{'+' if value > 0 else ''}{shown(value, figure)}"


@register.filter
def paired(block: Chart) -> list[tuple[str, list[float | None]]]:
    """The rows of a chart's table: each category with the value of every series."""
    return [(name, [line.values[index] for line in block.lines]) for index, name in enumerate(block.categories)]


@register.filter
def with_heads(row: tuple[Cell, ...], block: Grid) -> list[tuple[Cell, Head, bool]]:
    """The cells of a row with the heads of their columns, and whether a cell is the head of the row: the first one, or
    what stands behind the running number."""
    named = 1 if block.heads[0].title == "TT" and len(block.heads) > 1 else 0
    return [(value, head, index == named) for index, (value, head) in enumerate(zip(row, block.heads, strict=True))]
