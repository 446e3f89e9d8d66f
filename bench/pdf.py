"""A report of some fifty pages with tables and charts, set with the layout kit and written in bare platypus.

``run()`` gives CPU seconds and peak memory of both, each in a process of its own, and their ratio. The kit also makes
contents, outline and the archive pass; the bare pages have none of them.
"""

import json
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REPETITIONS = 3
CHAPTERS = 8
ROWS = 85
TEXT = "Trong kỳ báo cáo, các cơ quan, đơn vị đã cung cấp dữ liệu đúng - đủ - sạch - sống cho IOC Bình Thuận. " * 8
MONTHS = [f"Tháng {month}" for month in range(1, 13)]
HEAD = ("TT", "Cơ quan, đơn vị", "Số lần", "Tỷ lệ đúng hạn (%)", "Ghi chú")
SHARES = (0.6, 3, 1, 1.2, 1.5)


def run() -> dict[str, Any]:
    """``ratio`` of CPU time (kit to bare) and the figures of both."""
    figures = {which: _measure(which) for which in ("bare", "kit")}
    return {**figures, "ratio": round(figures["kit"]["cpu_seconds"] / figures["bare"]["cpu_seconds"], 2)}


def _measure(which: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.pdf", which]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def _rows(chapter: int) -> list[tuple[str, str, int, float, str]]:
    return [
        (
            str(number),
            f"Ủy ban nhân dân xã số {number} & cơ quan {chapter}",
            number * 1234,
            number * 1.1,
            "Cần bổ sung số liệu còn thiếu của kỳ trước" if number % 5 == 0 else "",
        )
        for number in range(1, ROWS + 1)
    ]


def _values(chapter: int) -> list[int]:
    return [10 + (month * 7 + chapter) % 30 for month in range(12)]


def _kit() -> bytes:
    from reports.layout.charts import Series, bar_chart
    from reports.layout.document import Contents, Properties, Section, build_pdf
    from reports.layout.paragraphs import heading, paragraph
    from reports.layout.tables import Column, figures_table

    aligns = ("center", "left", "right", "right", "left")
    columns = [
        Column(title=title, share=share, align=align, decimals=1 if title.endswith("(%)") else None)  # type: ignore[arg-type]
        for title, share, align in zip(HEAD, SHARES, aligns, strict=True)
    ]
    story: list[Any] = []
    for chapter in range(CHAPTERS):
        story += [heading(1, f"{chapter + 1}.", "KẾT QUẢ THỰC HIỆN"), *(paragraph(TEXT) for _ in range(3))]
        story += bar_chart(
            MONTHS, [Series("Số lần", _values(chapter)), Series("Kỳ trước", _values(chapter + 5))], caption="Biểu đồ"
        )
        story += figures_table(columns, _rows(chapter), caption="Bảng")
    properties = Properties(title="Báo cáo", author="IOC Bình Thuận", created=datetime(2024, 5, 23, tzinfo=UTC))
    return build_pdf([Contents(), Section(story=story)], properties)


def _bare() -> bytes:
    from reportlab.graphics.charts.barcharts import VerticalBarChart
    from reportlab.graphics.shapes import Drawing
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

    from reports.layout import styles
    from reports.layout.fonts import register_fonts

    register_fonts()
    width = styles.BODY_WIDTH - 12  # within the padding of platypus's own frame
    grid = [
        ("FONTSIZE", (0, 0), (-1, -1), 12),
        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
        ("ALIGN", (2, 1), (3, -1), "RIGHT"),
    ]
    story: list[Any] = []
    for chapter in range(CHAPTERS):
        story += [Paragraph(f"{chapter + 1}. KẾT QUẢ THỰC HIỆN", styles.HEADINGS[0])]
        story += [Paragraph(TEXT, styles.BODY) for _ in range(3)]
        drawing, chart = Drawing(width, 200), VerticalBarChart()
        chart.x, chart.y, chart.width, chart.height = 45, 30, width - 80, 150
        chart.data = [_values(chapter), _values(chapter + 5)]
        chart.categoryAxis.categoryNames = MONTHS
        chart.barLabelFormat = "%d"
        drawing.add(chart)
        body = [
            [
                number,
                Paragraph(name.replace("&", "&amp;"), styles.CELL),
                count,
                f"{rate:.1f}",
                Paragraph(note, styles.CELL),
            ]
            for number, name, count, rate, note in _rows(chapter)
        ]
        head = [Paragraph(title, styles.CELL_HEAD) for title in HEAD]
        widths = [share * width / sum(SHARES) for share in SHARES]
        story += [drawing, Table([head, *body], colWidths=widths, repeatRows=1, style=grid)]
    output = BytesIO()
    document = SimpleDocTemplate(
        output,
        leftMargin=styles.MARGIN_LEFT,
        rightMargin=styles.MARGIN_RIGHT,
        topMargin=styles.MARGIN_TOP,
        bottomMargin=styles.MARGIN_BOTTOM,
    )
    document.build([*story, PageBreak()])
    return output.getvalue()


def _report(which: str) -> dict[str, Any]:
    build = {"kit": _kit, "bare": _bare}[which]
    seconds = []
    for _ in range(REPETITIONS):
        began = time.process_time()
        pdf = build()
        seconds.append(time.process_time() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as document:
        pages = len(document.pages)
    return {
        "cpu_seconds": round(min(seconds), 2),
        "peak_mb": round(peak),
        "pages": pages,
        "kilobytes": len(pdf) // 1024,
    }


if __name__ == "__main__":
    print(json.dumps(_report(sys.argv[1])))
