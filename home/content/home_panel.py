"""The panel “waiting for me” on the admin's first screen, in the place of Wagtail's two panels of workflows."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from home.content.waiting import waiting_for
from subsystems.agencies.enums import Role
from subsystems.agencies.groups import GROUP_NAMES

EDITORIAL = (GROUP_NAMES[Role.EDITOR], GROUP_NAMES[Role.PUBLISHER])


class WaitingPanel(Component):
    """For everybody who has something waiting; who edits or publishes is also told that nothing is."""

    name = "waiting_for_me"
    template_name = "content/admin/waiting.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        waiting = waiting_for(user, timezone.localdate())
        is_editorial = user.is_superuser or user.groups.filter(name__in=EDITORIAL).exists()
        return {"waiting": waiting, "shown": is_editorial or waiting.mine or waiting.submitted}
