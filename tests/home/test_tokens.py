"""The design tokens: every colour is named in one file, and every pair that is used together can be read."""

import re
from pathlib import Path

import pytest
from django.conf import settings

STYLES = Path(settings.BASE_DIR) / "static" / "src"
TOKENS = STYLES / "css" / "tokens.css"
TEXT, LARGE_OR_PART = 4.5, 3.0

# (foreground, background) that the style sheets put together: text needs 4.5:1 (WCAG 1.4.3) …
TEXT_PAIRS = [
    *[("ink", surface) for surface in ("white", "sand-50", "sand-100", "sea-50", "focus", "sea-100")],
    *[("ink-soft", surface) for surface in ("white", "sand-50", "sand-100", "sea-50")],
    *[("sea-700", surface) for surface in ("white", "sand-50", "sea-50", "info-surface")],
    *[("sea-900", surface) for surface in ("white", "sea-50", "sea-100", "sand-100")],
    *[("white", surface) for surface in ("sea-700", "sea-900", "pitaya-600", "pitaya-700", "danger", "ink")],
    *[("sea-100", "sea-900"), ("dune-400", "sea-900"), ("sea-200", "sea-900")],
    *[("dune-700", surface) for surface in ("white", "sand-50", "sand-100")],
    *[("pitaya-600", surface) for surface in ("white", "sand-50", "pitaya-50")],
    *[("pitaya-700", surface) for surface in ("white", "pitaya-50")],
    *[(state, f"{state}-surface") for state in ("success", "warning", "danger", "info")],
    *[(state, "white") for state in ("success", "warning", "danger", "info")],
    *[("ink", f"{state}-surface") for state in ("success", "warning", "danger", "info")],
    *[(f"wall-{ink}", f"wall-{on}") for ink in ("text", "soft", "good", "fair", "poor") for on in ("ground", "tile")],
]
# … borders of controls, icons and the ring of the focus 3:1 (WCAG 1.4.11). The ring has two colours, of which one
# stands out on whatever lies under it.
PART_PAIRS = [
    *[("line-strong", surface) for surface in ("white", "sand-50", "sand-100")],
    ("sea-600", "white"),
    ("sea-600", "sand-200"),
    ("ink", "white"),
    ("focus", "ink"),
    ("focus", "sea-900"),
    ("wall-mark", "wall-tile"),
    ("wall-fair", "wall-ground"),
]


def tokens() -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", TOKENS.read_text()))


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` as WCAG 2.2 defines it, 0 to 1."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_on_known_values():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("foreground", "background"), TEXT_PAIRS)
def test_text_can_be_read(foreground: str, background: str):
    colours = tokens()
    assert contrast(colours[foreground], colours[background]) >= TEXT


@pytest.mark.parametrize(("foreground", "background"), PART_PAIRS)
def test_controls_and_focus_can_be_seen(foreground: str, background: str):
    colours = tokens()
    assert contrast(colours[foreground], colours[background]) >= LARGE_OR_PART


def test_no_colour_outside_the_tokens():
    """A colour that is typed anywhere else escapes the proof above. (Printing is black on white.)"""
    found = {
        f"{path.name}: {colour}"
        for path in [STYLES / "site.css", STYLES / "wall.css", *STYLES.glob("css/*.css"), STYLES / "style_guide.css"]
        if path.name not in ("tokens.css", "print.css")
        for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text())
    }
    assert found == set()


def test_every_token_that_is_used_is_defined():
    defined = set(re.findall(r"^\s*--([\w-]+):", TOKENS.read_text(), re.MULTILINE)) | {"stack"}
    used = {name for path in STYLES.rglob("*.css") for name in re.findall(r"var\(--([\w-]+)", path.read_text())}
    # Those that begin with w- are Wagtail's own, for the sheets of the admin.
    assert {name for name in used if not name.startswith("w-")} <= defined
