"""Files that people upload: what is not surely harmless is refused with a clear sentence, and never stored.

``clean_image`` gives an image anew, without its metadata; ``clean_document`` checks what a document really is. Both
raise ``UploadRefused``, a ``ValidationError`` that a form shows at its field.
"""

from ioc_site.common.uploads.documents import CleanDocument, clean_document
from ioc_site.common.uploads.images import CleanImage, clean_image
from ioc_site.common.uploads.refusal import UploadRefused

__all__ = ["CleanDocument", "CleanImage", "UploadRefused", "clean_document", "clean_image"]
