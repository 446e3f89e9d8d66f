"""The picture of a report's first page, for lists."""

from io import BytesIO

import pypdfium2

_WIDTH = 480  # pixels
_COLOURS = 32


def first_page_png(pdf: bytes) -> bytes:
    """The first page as PNG, 480 pixels wide."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        image = page.render(scale=_WIDTH / page.get_width()).to_pil().convert("RGB")
    finally:
        document.close()
    output = BytesIO()
    image.quantize(_COLOURS).save(output, "PNG", optimize=True)
    return output.getvalue()
