"""Answers with data: JSON with an entity tag, 304 when the client has it already, packed when the client unpacks."""

import gzip
import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

_PACKED_FROM = 2_000
# Anybody may keep it and has to ask each time whether it is still the one.
REVALIDATE = "public, max-age=0, must-revalidate"


def answer(
    request: HttpRequest, data: Any, *, status: int = 200, media_type: str = "application/json"
) -> HttpResponseBase:
    """``data`` as JSON, or 304 when the client has it. The entity tag follows the content, however it is packed."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")
    response = HttpResponse(text, status=status, content_type=media_type)
    if request.method not in ("GET", "HEAD"):
        response["Cache-Control"] = "no-store"
        return response
    etag = f'W/"{hashlib.blake2b(text, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": REVALIDATE, "Vary": "Accept-Encoding"}
    if isinstance(data, dict) and data.get("next"):
        headers["Link"] = f'<{data["next"]}>; rel="next"'
    conditional = get_conditional_response(request, etag=etag, response=response) or response
    for name, value in headers.items():
        conditional[name] = value
    if conditional is response and len(text) > _PACKED_FROM and "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = gzip.compress(text, compresslevel=1, mtime=0)
        response["Content-Encoding"] = "gzip"
    return conditional
