"""The reporter's private link: its token can be made again for a message, but not from what the database holds.

The row keeps a random nonce and the SHA-256 of the token; the token itself is a keyed hash of the nonce, so neither a
copy of the database nor a log of it opens anybody's report.
"""

import base64
import hashlib
from typing import Any

from django.utils.crypto import salted_hmac

_SALT = "workflows.field_reports.private-link"


def private_token(report: Any) -> str:
    """The token of a report's private link: 43 URL-safe characters."""
    digest = salted_hmac(_SALT, report.private_nonce, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def token_hash(token: str) -> str:
    """What the row of the report with this token holds in ``private_hash``."""
    return hashlib.sha256(token.encode()).hexdigest()
