"""Drawn pictures for made-up reports, before and after, each with the words "ảnh minh họa" in it."""

import io
from collections.abc import Sequence
from random import Random

from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from workflows.field_reports.demo.lives import Life
from workflows.field_reports.enums import PhotoKind
from workflows.field_reports.models import Photo
from workflows.field_reports.photos import store_photo

NEWEST, WITH_RESULT, SIDE = 16, 12, (1200, 900)
FONT = settings.BASE_DIR / "reports/fonts/Tinos-Bold.ttf"
_WET = {"ngap-nuoc", "o-nhiem-nuoc", "nuoc-sach", "bai-bien"}
_RUBBISH = {"rac-thai", "via-he", "xay-dung", "quang-cao", "ve-sinh-atp", "khoi-bui"}
# Other kinds (noise, stray dogs …) would need pictures of their own; a pothole would not do.
_ROAD = {"o-ga", "cau-cong"}
_TALL = {"den-duong", "den-tin-hieu", "cay-xanh", "day-dien"}


def draw_photos(lives: Sequence[Life]) -> None:
    """Photos for the newest public reports, and for the newest with a result before and after."""
    drawn = _WET | _RUBBISH | _ROAD | _TALL
    public = [life for life in reversed(lives) if life.report.is_public and life.category.code in drawn]
    done = [life for life in public if life.report.closed_at and life.report.resolved_at]
    for life in {id(life): life for life in (*public[:NEWEST], *done[:WITH_RESULT])}.values():
        if Photo.objects.filter(report=life.report).exists():
            continue
        store_photo(life.report, _picture(life, solved=False), PhotoKind.REPORT)
        if life.report.closed_at and life.report.resolved_at:
            store_photo(life.report, _picture(life, solved=True), PhotoKind.RESULT)


def _picture(life: Life, *, solved: bool) -> ContentFile:
    """A street scene seeded by the report, so that before and after show the same place."""
    rnd, code = Random(life.report.private_hash), life.category.code  # noqa: S311 - a drawing
    image = Image.new("RGB", SIDE, (196, 222, 238))
    draw = ImageDraw.Draw(image)
    _street(draw, rnd)
    if code in _TALL:
        _pole(draw, rnd, solved=solved)
    if not solved:
        _trouble(draw, rnd, code)
    image = image.filter(ImageFilter.GaussianBlur(1.2))
    font = ImageFont.truetype(str(FONT), 44)
    ImageDraw.Draw(image).text((28, 24), "Ảnh minh họa" + (" – sau xử lý" if solved else ""), (40, 60, 80), font)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return ContentFile(out.getvalue(), name="minh-hoa.jpg")


def _street(draw: ImageDraw.ImageDraw, rnd: Random) -> None:
    horizon, (width, height) = 380, SIDE
    left = 0
    while left < width:
        right, top = left + rnd.randint(110, 260), rnd.randint(90, 260)
        tone = rnd.randint(170, 225)
        draw.rectangle((left, top, right, horizon + 60), (tone, tone - 14, tone - 40))
        for x in range(left + 24, right - 34, 62):
            draw.rectangle((x, top + 40, x + 26, top + 84), (104, 132, 150))
        left = right + 6
    draw.rectangle((0, horizon + 60, width, horizon + 130), (190, 184, 172))
    draw.rectangle((0, horizon + 130, width, height), (108, 110, 114))
    for x in range(-40, width, 230):
        draw.polygon(((x, 720), (x + 120, 720), (x + 108, 736), (x - 12, 736)), (232, 228, 210))


def _pole(draw: ImageDraw.ImageDraw, rnd: Random, *, solved: bool) -> None:
    x = rnd.randint(300, 850)
    draw.rectangle((x, 60, x + 16, 500), (84, 88, 92))
    draw.rectangle((x - 90, 60, x + 16, 74), (84, 88, 92))
    glow = (255, 236, 150) if solved else (72, 74, 78)
    draw.ellipse((x - 130, 52, x - 66, 96), glow)


def _trouble(draw: ImageDraw.ImageDraw, rnd: Random, code: str) -> None:
    middle = rnd.randint(420, 760)
    if code in _WET:
        draw.ellipse((middle - 380, 590, middle + 380, 820), (112, 134, 140))
        draw.ellipse((middle - 260, 630, middle + 220, 770), (134, 158, 164))
    elif code in _RUBBISH:
        for _bag in range(26):
            x, y, size = middle + rnd.randint(-210, 210), 540 + rnd.randint(-50, 60), rnd.randint(26, 62)
            colour = rnd.choice(((62, 66, 74), (148, 160, 120), (196, 190, 182), (92, 120, 148), (178, 120, 96)))
            draw.ellipse((x - size, y - size, x + size, y + size), colour)
    elif code in _ROAD:
        points = [(middle + rnd.randint(140, 220) * dx, 700 + rnd.randint(40, 80) * dy) for dx, dy in _ROUND]
        draw.polygon(points, (58, 56, 56))
        draw.polygon([(x, y + 14) for x, y in points[: len(points) // 2]], (84, 78, 72))


_ROUND = ((-1.0, 0.0), (-0.7, -0.8), (0.0, -1.0), (0.8, -0.7), (1.0, 0.1), (0.6, 0.8), (-0.1, 1.0), (-0.8, 0.6))
