"""Keys of connected systems: issued once in plain, kept as a hash, checked with their scope."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import log

from subsystems.agencies.models import Agency, ApiKey, User

SUBMIT_REPORTS = "reports.submit"
UPDATE_REPORTS = "reports.update"
DELIVER_DATA = "deliveries.write"
READ_DATA = "data.read"
SCOPES = (READ_DATA, DELIVER_DATA, SUBMIT_REPORTS, UPDATE_REPORTS)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def issue_key(
    name: str, agency: Agency, scopes: Iterable[str], *, by: User | None = None, expires_on: date | None = None
) -> tuple[ApiKey, str]:
    """Make a key and return it with its plain text, which is shown this once. ``ValueError`` for an unknown scope."""
    wanted = sorted(set(scopes))
    if unknown := set(wanted) - set(SCOPES):
        raise ValueError(f"unknown scopes: {', '.join(sorted(unknown))}")
    plain = secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        name=name, agency=agency, scopes=wanted, prefix=plain[:8], key_hash=_hash(plain), expires_on=expires_on
    )
    log(instance=key, action="wagtail.create", user=by)
    return key, plain


@transaction.atomic
def revoke_key(key: ApiKey, *, by: User | None = None) -> None:
    """End a key at once; a second time changes nothing."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        log(instance=key, action="wagtail.edit", user=by)


def key_for(plain: str, scope: str) -> ApiKey | None:
    """The key with this plain text if it is in force and may do ``scope``."""
    key = find_key(plain)
    return key if key is not None and scope in key.scopes else None


def find_key(plain: str) -> ApiKey | None:
    """The key with this plain text if it is in force, whatever it may do; notes the day it was used."""
    if not plain or len(plain) > 200:
        return None
    today = timezone.localdate()
    in_force = Q(expires_on=None) | Q(expires_on__gte=today)
    key = ApiKey.objects.select_related("agency").filter(in_force, key_hash=_hash(plain), revoked_at=None).first()
    if key is None:
        return None
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
    return key
