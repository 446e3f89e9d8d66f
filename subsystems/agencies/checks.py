"""System checks of this room."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError

from subsystems.agencies.models import User


@register(Tags.database)
def no_demo_accounts_outside_demo_mode(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A server that once ran the demonstration keeps its accounts; they cannot sign in, and should go."""
    if settings.IOC_DEMO or not databases:
        return []
    try:
        if not User.objects.filter(is_demo=True).exists():
            return []
    except DatabaseError:  # not migrated yet
        return []
    return [
        Warning(
            "This database holds demonstration accounts. They cannot sign in; delete them in the admin.",
            id="agencies.W001",
        )
    ]
