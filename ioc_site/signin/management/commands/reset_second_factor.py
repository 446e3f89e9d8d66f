"""Reset the second factor of one account from the server's command line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ioc_site.signin.services import reset_second_factor
from subsystems.agencies.models import User


class Command(BaseCommand):
    help = "Removes a person's authenticator and backup codes and ends their sessions (lost phone)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"Không có tài khoản {options['username']!r}.")
        reset_second_factor(user, actor=None)
        self.stdout.write(f"Đã đặt lại xác thực hai bước của {user.username}.")
