"""What a first visit over a slow line has to carry."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.browser

DIST = Path(settings.BASE_DIR) / "static" / "dist"
KB = 1000


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("site.css", 15 * KB),
        ("site.js", 5 * KB),
        ("field_report_form.js", 25 * KB),
        ("field_report_map.js", 80 * KB),
        ("wall.js", 2 * KB),
    ],
)
def test_style_and_script_are_small(name: str, most: int):
    assert len(gzip.compress((DIST / name).read_bytes(), 9)) <= most


def test_the_face_comes_in_few_small_files():
    fonts = list(DIST.glob("assets/be-vietnam-pro-*.woff2"))
    assert len(fonts) == 4
    assert sum(font.stat().st_size for font in fonts) <= 70 * KB
