"""The demonstration accounts as ``make run`` shows them: who is who, and the password of them all."""

from pathlib import Path

from django.conf import settings

from subsystems.agencies.demo import ACCOUNTS
from subsystems.agencies.models import Agency

FILE = "sign-ins.txt"


def sign_ins() -> str:
    """One line an account: its name, its role and the agency it acts for."""
    agencies = {agency.code: agency.name for agency in Agency.objects.all()}
    lines = []
    for account in ACCOUNTS:
        role = f"{account.role.label}, {agencies.get(account.agency, '')}" if account.role else "superuser"
        lines.append(f"  {account.username:<20}{role}")
    return "\n".join([f"Sign in with the password {settings.IOC_DEMO_PASSWORD} as", *lines, ""])


def write_sign_ins() -> None:
    """Keep them where the supervisor finds them, for the eyes of this user alone."""
    path = Path(settings.VAR_DIR) / FILE
    path.touch(mode=0o600)
    path.write_text(sign_ins(), encoding="utf-8")
