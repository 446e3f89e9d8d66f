"""Unsubscribe links: signed, without sign-in, and usable by mail programs with one click (RFC 8058)."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from subsystems.agencies.models import User
from workflows.engine.parties import External

SALT = "workflows.engine.unsubscribe"


def token_for(recipient: User | External) -> str:
    """The signed name of a recipient; it holds a reference, never an address."""
    if isinstance(recipient, External):
        return signing.dumps({"k": recipient.kind, "r": recipient.ref}, salt=SALT)
    return signing.dumps({"u": recipient.pk}, salt=SALT)


def url_for(recipient: User | External) -> str:
    """The full address of the unsubscribe page of a recipient."""
    return settings.WAGTAILADMIN_BASE_URL + reverse("engine:unsubscribe", args=[token_for(recipient)])


def recipient_of(token: str) -> User | External | None:
    """Whom a token names; ``None`` for a forged or mangled one, or an account that is gone."""
    try:
        named: dict[str, Any] = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if "u" in named:
        return User.objects.filter(pk=named["u"]).first()
    return External(named["k"], named["r"])
