"""Every write of the sign-in room: second factor and sessions (Article 9, clause 3: keep one's account secret)."""

import hashlib
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from qsessions.models import Session
from wagtail.log_actions import log

from ioc_site.signin.queries import second_factor_required
from subsystems.agencies.models import User

BACKUP_CODE_COUNT = 10
# Letters and digits that cannot be taken for one another on paper.
BACKUP_CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
BACKUP_CODE_LENGTH = 10


class SecondFactorError(Exception):
    """The step is not possible; the message says why in the reader's language."""


@transaction.atomic
def start_enrolment(user: User) -> TOTPDevice:
    """The authenticator that the user is about to confirm; the same secret until it is confirmed or replaced."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return device or TOTPDevice.objects.create(user=user, name="totp", confirmed=False)


@transaction.atomic
def confirm_enrolment(user: User, token: str) -> tuple[TOTPDevice, list[str]]:
    """Take a first code from the authenticator, make it the only one and give ten one-time backup codes.

    The codes are shown this once. Raises ``SecondFactorError`` when the code is wrong.
    """
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None:
        raise SecondFactorError(_("Scan the new QR code first."))
    if not device.verify_token(token):
        raise SecondFactorError(_("That code is not right. Wait for the next one on your phone and try again."))
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    log(instance=user, action="signin.second_factor_on", user=user)
    return device, replace_backup_codes(user)


@transaction.atomic
def replace_backup_codes(user: User) -> list[str]:
    """Make ten fresh one-time codes; the ones before them stop working."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="backup")
    codes = [
        "".join(secrets.choice(BACKUP_CODE_ALPHABET) for _place in range(BACKUP_CODE_LENGTH))
        for _code in range(BACKUP_CODE_COUNT)
    ]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


@transaction.atomic
def remove_second_factor(user: User) -> None:
    """Switch the second factor off; raises ``SecondFactorError`` where this portal requires one."""
    if second_factor_required(user):
        raise SecondFactorError(_("This portal requires two-step sign-in; you can replace the phone, not remove it."))
    _delete_devices(user)
    log(instance=user, action="signin.second_factor_off", user=user)


@transaction.atomic
def reset_second_factor(user: User, actor: User | None) -> None:
    """For a person who lost phone and backup codes: remove the second factor and end all of their sessions.

    ``actor`` is the administrator who checked the person's identity, or ``None`` for the server's command line.
    """
    _delete_devices(user)
    Session.objects.filter(user=user).delete()
    log(instance=user, action="signin.second_factor_reset", user=actor)


def _delete_devices(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def session_reference(session_key: str) -> str:
    """A name for a session that can stand in a page: the key itself would let a reader take the session over."""
    return hashlib.sha256(f"ioc-session:{session_key}".encode()).hexdigest()[:32]


@transaction.atomic
def end_sessions(user: User, references: Iterable[str]) -> int:
    """End those of the user's own sessions that are named; returns how many there were."""
    wanted = set(references)
    keys = [
        key
        for key in Session.objects.filter(user=user).values_list("session_key", flat=True)
        if session_reference(key) in wanted
    ]
    Session.objects.filter(user=user, session_key__in=keys).delete()
    if keys:
        log(instance=user, action="signin.sessions_ended", user=user, data={"count": len(keys)})
    return len(keys)
