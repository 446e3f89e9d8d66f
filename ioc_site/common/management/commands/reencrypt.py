from typing import Any

from django.core.management.base import BaseCommand

from ioc_site.common.crypto import encrypted_fields, reencrypt


class Command(BaseCommand):
    help = "Bring all encrypted personal data under the newest key, after a change of FIELD_ENCRYPTION_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        for model, fields in encrypted_fields():
            rows = reencrypt(model, fields)
            self.stdout.write(f"{model._meta.label}: {rows} ({', '.join(fields)})")
