"""What the sign-in screens read."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from qsessions.models import Session
from ua_parser import parse

from subsystems.agencies.models import User


def has_second_factor(user: User) -> bool:
    """Whether the user has confirmed an authenticator. One query."""
    return TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists()


def second_factor_required(user: User) -> bool:
    """Whether this portal lets the user in only with a second factor: everybody who signs in is staff."""
    return settings.IOC_REQUIRE_TOTP and user.is_authenticated


def backup_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One place where the user is signed in, as the session list shows it."""

    key: str
    device: str
    address: str
    last_seen: datetime
    since: datetime | None
    is_current: bool


def sessions_of(user: User, current_key: str | None) -> list[SessionRow]:
    """The user's open sessions, this one first, then the latest used. One query."""
    rows = [
        SessionRow(
            key=session.session_key,
            device=device_name(session.user_agent),
            address=session.ip or "",
            last_seen=session.updated_at,
            since=session.created_at,
            is_current=session.session_key == current_key,
        )
        for session in Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-updated_at")
    ]
    return sorted(rows, key=lambda row: not row.is_current)


def device_name(user_agent: str | None) -> str:
    """Browser and system in words, from the header that the browser sent; not proof of anything."""
    result = parse(user_agent) if user_agent else None
    browser = result.user_agent.family if result and result.user_agent else ""
    system = result.os.family if result and result.os else ""
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")
