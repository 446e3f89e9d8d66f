"""The example in docs/pdf.md is what it says: a report that can be built."""

import re
from pathlib import Path
from typing import Any

from tests.reports.verifier import assert_archive, pages_of

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "pdf.md"


def test_example_builds_a_report(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102
    assert_archive(names["pdf"], tmp_path)
    pages = pages_of(names["pdf"])
    assert "BÁO CÁO" in pages[0]
    assert "MỤC LỤC" in pages[-2]
    assert "Phụ lục I" in pages[-1]
