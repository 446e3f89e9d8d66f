"""The panel “my work” on the admin's first screen: so that everybody starts with what waits for them."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from subsystems.agencies.scoping import memberships_of
from workflows.engine.work import my_work


class MyWorkPanel(Component):
    """For everybody who holds a role."""

    name = "my_work"
    template_name = "engine/admin/home_panel.html"
    order = 40

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        if not memberships_of(user):
            return {"work": None}
        return {"work": my_work(user, timezone.now())}
