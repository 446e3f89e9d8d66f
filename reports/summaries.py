"""The written summary of a report, made from its figures by rules: what rose, fell, is best, is late. Nothing in it is
invented; a figure that does not exist is named as missing. Staff edit it before approval."""

from collections.abc import Iterable, Sequence

from ioc_site.common.vietnamese import number
from reports.content import Figure

_MOST = 12
_MOST_MISSING = 8
_TIMES = 4  # from this multiple on a growth is told in times and not in per cent


def written(value: float | None, figure: Figure) -> str:
    """``1.234 phản ánh``, ``92,5%``, ``chưa có số liệu``."""
    if value is None:
        return "chưa có số liệu"
    shown = number(value, figure.decimals)
    return f"{shown}%" if figure.unit == "%" else f"{shown} {figure.unit}".strip()


def sentence(figure: Figure) -> str:
    """One figure in words, with both comparisons where there is something to compare with."""
    if figure.value is None:
        reason = f" ({figure.note})" if figure.note else ""
        return f"{figure.label}: chưa có số liệu{reason}."
    parts = [f"{figure.label}: {written(figure.value, figure)}"]
    parts += _compared(figure, figure.change, figure.previous, "so với kỳ trước")
    parts += _compared(figure, figure.change_over_year, figure.last_year, "so với cùng kỳ năm trước")
    return f"{'; '.join(parts)}."


def _compared(figure: Figure, change: float | None, base: float | None, against: str) -> list[str]:
    if change is None or base is None:
        return []
    shown = number(abs(change), figure.decimals)
    if shown.strip("0,") == "":
        return [f"không đổi {against}"] if base else []
    word = "tăng" if change > 0 else "giảm"
    if figure.unit == "%":
        return [f"{word} {shown} điểm % {against} ({written(base, figure)})"]
    share = f", {_relative(change, base)}" if base else ""
    return [f"{word} {shown}{share} {against} ({written(base, figure)})"]


def _relative(change: float, base: float) -> str:
    """``tương đương 20,0%``; of a growth to a multiple, how often the base fits in."""
    times = (base + change) / base
    return f"gấp {number(times, 1)} lần" if times >= _TIMES else f"tương đương {number(100 * abs(change / base), 1)}%"


def rule_made(figures: Sequence[Figure], ranked: Iterable[str] = ()) -> tuple[str, ...]:
    """The summary: figures that exist, those that changed for the worse first among the changes, what is missing last.

    ``ranked`` are sentences of the kind itself (who is best, what is late), which stand after the figures.
    """
    there = [figure for figure in figures if figure.value is not None]
    missing = [figure.label for figure in figures if figure.value is None]
    said = [sentence(figure) for figure in there[:_MOST]]
    said += _attention(there)
    said += list(ranked)
    if len(missing) > _MOST_MISSING:
        said.append(f"Chưa có số liệu của {len(missing)} chỉ tiêu, được nêu trong các bảng của báo cáo.")
    elif missing:
        said.append(f"Chưa có số liệu: {_listed(missing)}.")
    return tuple(said or ["Trong kỳ báo cáo không phát sinh số liệu."])


def _attention(figures: Sequence[Figure]) -> list[str]:
    worse = [_moved(f) for f in figures if f.change and f.better and (f.change > 0) == (f.better == "down")]
    better = [_moved(f) for f in figures if f.change and f.better and (f.change > 0) == (f.better == "up")]
    said = []
    if better:
        said.append(f"Chuyển biến tốt hơn so với kỳ trước: {_listed(better)}.")
    if worse:
        said.append(f"Cần lưu ý, kém hơn so với kỳ trước: {_listed(worse)}.")
    return said


def _listed(labels: Sequence[str]) -> str:
    return "; ".join(label if label[:2].isupper() else label[:1].lower() + label[1:] for label in labels)


def _moved(figure: Figure) -> str:
    """A figure with its direction: late work that "became better" has fallen."""
    return f"{figure.label} ({'tăng' if (figure.change or 0) > 0 else 'giảm'})"


def best_and_worst(rows: Sequence[tuple[str, float | None]], what: str, unit: str = "", decimals: int = 0) -> list[str]:
    """Sentences naming the highest and the lowest of several (agencies by a rate), where there are two to compare."""
    known = sorted(((name, value) for name, value in rows if value is not None), key=lambda row: (-row[1], row[0]))
    if len(known) < 2 or known[0][1] == known[-1][1]:
        return []
    (first, high), (last, low) = known[0], known[-1]
    like = Figure(code="", label="", value=None, unit=unit, decimals=decimals)
    return [f"{what} cao nhất: {first} ({written(high, like)}); thấp nhất: {last} ({written(low, like)})."]
