"""The content security policies: strict where citizens read, looser in the admin as far as Wagtail needs it."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Directives = dict[str, list[str]]


def origin_of(url: str) -> str:
    """The origin of an absolute URL as a source of a policy; empty for a relative one.

    The ``{s}`` of a tile server's template, which stands for several host names, becomes ``*``.
    """
    parts = urlsplit(url.replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def public_policy(*image_urls: str) -> Directives:
    """The policy of public pages; ``image_urls`` are servers of pictures beside our own (map tiles, media)."""
    return {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *sorted({origin for url in image_urls if (origin := origin_of(url))})],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        # Editors see public pages in the preview panel of the admin.
        "frame-ancestors": [SELF],
    }


def admin_policy(public: Directives) -> Directives:
    """The policy of the admin: Wagtail's date fields, panels and rich text carry inline scripts and styles."""
    return {
        **public,
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [*public["img-src"], "blob:"],
    }


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """django-csp's middleware with a second policy below ``ADMIN_PATH``."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and parts.config is None and request.path_info.startswith(settings.ADMIN_PATH):
            parts.config = settings.CONTENT_SECURITY_POLICY_ADMIN
        return parts
