"""Photos in a document: made as small as print needs, set two beside one another with a line below each."""

from collections.abc import Sequence
from io import BytesIO

from django.core.files.storage import storages
from PIL import Image as Pixels
from PIL import UnidentifiedImageError
from reportlab.platypus import Flowable, Image

from reports.layout import styles
from reports.layout.paragraphs import paragraph
from reports.layout.tables import side_by_side

GONE = "tệp ảnh không còn"
_LONGEST = 1000  # pixels: 300 to the inch at half the width of a page
_HIGHEST = 230.0  # points
_GAP = 10.0
_QUALITY = 82


def read_photo(path: str) -> bytes | None:
    """The photo as JPEG for print; ``None`` for one that is gone or is no picture any more."""
    if not path:
        return None
    try:
        with storages["private"].open(path, "rb") as file:
            return _for_print(file.read())
    except (OSError, UnidentifiedImageError, Pixels.DecompressionBombError):
        return None


def _for_print(data: bytes) -> bytes:
    with Pixels.open(BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((_LONGEST, _LONGEST))
    output = BytesIO()
    picture.save(output, "JPEG", quality=_QUALITY)
    return output.getvalue()


def photo_rows(photos: Sequence[tuple[bytes | None, str]], *, caption: str, width: float) -> list[Flowable]:
    """The photos that there are, two in a row; of the others (``None``) their lines alone."""
    head = paragraph(caption, styles.CAPTION)
    head.keepWithNext = True
    column = (width - _GAP) / 2
    cells = [_cell(data, text, column) for data, text in photos]
    rows = [cells[at : at + 2] for at in range(0, len(cells), 2)]
    for row in rows:
        if len(row) == 1:
            row.append([])
    tables: list[Flowable] = []
    for row in rows:
        table = side_by_side([row], (width / 2, width / 2))
        table.spaceBefore = 6
        tables.append(table)
    return [head, *tables]


def _cell(data: bytes | None, text: str, width: float) -> list[Flowable]:
    if data is None:
        return [paragraph(text, styles.PHOTO)]
    image = Image(BytesIO(data))
    scale = min(width / image.imageWidth, _HIGHEST / image.imageHeight)
    image.drawWidth, image.drawHeight = image.imageWidth * scale, image.imageHeight * scale
    return [image, paragraph(text, styles.PHOTO)]
