"""Signing in: Django's accounts, except that a demonstration account exists in demonstration mode only."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class PortalBackend(ModelBackend):
    """Refuses demonstration accounts outside demonstration mode, also those with a session left from it."""

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and (settings.IOC_DEMO or not user.is_demo)
