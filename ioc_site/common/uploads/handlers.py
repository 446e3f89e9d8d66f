"""Receiving uploads: what is too big for any use is not kept while it comes in."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class LimitedUploadHandler(FileUploadHandler):
    """First of ``FILE_UPLOAD_HANDLERS``: passes on at most a little more than ``settings.MAX_UPLOAD_BYTES``.

    The form then sees a file that is over every limit and says so at its field, while disk and memory hold no more
    than that, however much the client sends.
    """

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._passed = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self._passed > settings.MAX_UPLOAD_BYTES:
            return None
        self._passed += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None
