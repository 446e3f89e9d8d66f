from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from ioc_site.common.api import register_key_reader, register_resource
from ioc_site.common.demo import register_seeder


class AgenciesConfig(AppConfig):
    name = "subsystems.agencies"
    label = "agencies"
    verbose_name = _("Agencies")

    def ready(self) -> None:
        from subsystems.agencies import checks  # noqa: F401 - registers itself
        from subsystems.agencies.api_keys import find_key
        from subsystems.agencies.demo import seed_accounts

        register_key_reader(find_key)
        register_resource("areas", "subsystems.agencies.api:areas", 30)
        register_resource("agencies", "subsystems.agencies.api:agencies", 40)
        register_seeder("accounts", 0, seed_accounts)
        post_migrate.connect(_make_groups, dispatch_uid="agencies.groups")
        user_logged_in.connect(_sync_groups, dispatch_uid="agencies.sync_groups")


def _make_groups(sender: AppConfig, **kwargs: Any) -> None:
    """Once the last app is through, all permissions exist."""
    from subsystems.agencies.groups import ensure_groups

    if sender is [app for app in apps.get_app_configs() if app.models_module is not None][-1]:
        ensure_groups()


def _sync_groups(user: Any, **kwargs: Any) -> None:
    """A membership may have begun or ended since the last time."""
    from subsystems.agencies.services import sync_groups

    sync_groups(user)
