"""Rules that every part of the project keeps, and that no linter knows."""

import ast
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from ioc_site.operations.catalogues import ROOMS, catalogue_path, missing_translations
from ioc_site.operations.package_catalogues import clashes

ROOT = Path(settings.BASE_DIR)
FILE_LINES = 400
FUNCTION_LINES = 50  # about 40 is meant; past this there is nothing to discuss


def sources() -> list[Path]:
    """Every Python file of the project that people write."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.splitlines()]
    return [path for path in paths if path.exists() and "migrations" not in path.parts]


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines a function has, its signature and docstring aside."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_files_are_short() -> None:
    long = {str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in sources()}
    assert {name: lines for name, lines in long.items() if lines > FILE_LINES} == {}


def test_functions_are_short() -> None:
    long = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and code_lines(node) > FUNCTION_LINES:
                long[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = code_lines(node)
    assert long == {}


@pytest.mark.parametrize("room", [room for room in ROOMS if catalogue_path(room).exists()])
def test_every_string_is_translated(room: str) -> None:
    assert [f"{use.place} {use.msgid!r}" for use in missing_translations(room)] == []


def test_a_string_means_one_thing() -> None:
    """Django lays the catalogues over each other, so the first room's word is shown in all rooms and in Wagtail.

    Agree on one Vietnamese word, or say what is meant: ``pgettext_lazy("rating", "Content")``.
    """
    assert clashes() == {}
