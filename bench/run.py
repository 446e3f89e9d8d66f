"""``make bench``: runs the benchmarks and writes what they found into ``bench/results/``.

Each module in this folder with a function ``run() -> dict`` is a benchmark; its docstring says what it measures. The
figures are numbers, in dictionaries as deep as it takes. ``make bench BENCH="engine"`` runs only the named ones.
"""

import importlib
import json
import os
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
RESULTS = FOLDER / "results"


def names() -> list[str]:
    """The benchmarks that there are."""
    own = {"run", "__init__"}
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in own and "def run()" in path.read_text())


def rows(figures: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The figures one below the other: ``sqlite.events`` and its value."""
    for key, value in figures.items():
        if isinstance(value, dict):
            yield from rows(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def table(name: str, result: dict[str, Any]) -> str:
    """What a person reads."""
    lines = list(rows(result["figures"]))
    width = max((len(label) for label, _ in lines), default=0)
    shown = [f"  {label:<{width}}  {f'{value:,.3f}' if isinstance(value, float) else value}" for label, value in lines]
    return "\n".join([f"{name}  ({result['machine']}, {result['at']})", *shown, ""])


def measure(name: str) -> str:
    """Run one benchmark, write its figures as JSON and as a table; returns the table."""
    result = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "figures": importlib.import_module(f"bench.{name}").run(),
    }
    text = table(name, result)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    (RESULTS / f"{name}.txt").write_text(text)
    return text


def main(wanted: list[str]) -> int:
    known = names()
    if unknown := sorted(set(wanted) - set(known)):
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    for name in wanted or known:
        print(measure(name), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
