"""``manage.py api_key issue --agency SYT --name HIS --scope deliveries.write``; ``list``; ``revoke PREFIX``."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from subsystems.agencies.api_keys import SCOPES, issue_key, revoke_key
from subsystems.agencies.models import Agency, ApiKey


class Command(BaseCommand):
    help = "Issues, lists and revokes the keys by which systems of agencies use the API."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        issue = steps.add_parser("issue", help="Make a key and print it, this once.")
        issue.add_argument("--agency", required=True, help="code of the agency")
        issue.add_argument("--name", required=True, help="name of the system")
        issue.add_argument("--scope", required=True, action="append", choices=SCOPES)
        issue.add_argument("--expires", type=date.fromisoformat, help="last day, YYYY-MM-DD")
        steps.add_parser("list", help="Show the keys, without what is secret.")
        revoke = steps.add_parser("revoke", help="End a key at once.")
        revoke.add_argument("prefix", help="how the key begins")

    def handle(self, *args: Any, step: str, **options: Any) -> None:
        getattr(self, f"_{step}")(**options)

    def _issue(self, agency: str, name: str, scope: list[str], expires: date | None, **options: Any) -> None:
        owner = Agency.objects.filter(code=agency).first()
        if owner is None:
            raise CommandError(f"There is no agency {agency}")
        _key, plain = issue_key(name, owner, scope, expires_on=expires)
        self.stdout.write(plain)

    def _list(self, **options: Any) -> None:
        for key in ApiKey.objects.select_related("agency"):
            state = "revoked" if key.revoked_at else f"until {key.expires_on}" if key.expires_on else "in force"
            scopes, used = ",".join(key.scopes), key.last_used_on or "-"
            self.stdout.write(f"{key.prefix}… {key.agency.code} {key.name} [{scopes}] {state}, last used {used}")

    def _revoke(self, prefix: str, **options: Any) -> None:
        keys = list(ApiKey.objects.filter(prefix=prefix[:8], revoked_at=None))
        if len(keys) != 1:
            raise CommandError(f"{len(keys)} keys in force begin with {prefix}")
        revoke_key(keys[0])
        self.stdout.write(f"{keys[0]} revoked")
