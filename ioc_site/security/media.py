"""Uploaded public files from the disk, where no web server in front and no S3 serves them."""

import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

# Documents go through Wagtail's own view, which asks who may read their collection.
NOT_SERVED = ("documents/", "readyz/")


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One public file. Whatever it contains, it can run nothing in the portal's name."""
    path = posixpath.normpath(path).lstrip("/")
    if path.startswith((*NOT_SERVED, "..")):
        raise Http404
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except OSError:  # a name longer than any file's
        raise Http404 from None
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
