"""Wagtail's permission policies, answered by the ``user_can_…`` functions of a room."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from ioc_site.common.permissions import Decision, Refused
from subsystems.agencies.models import User
from subsystems.agencies.scoping import AnyUser, is_visible_to

# (user, row) → decision; without a row: may the user do it with some row?
Rule = Callable[[AnyUser, Any], Decision]
NOBODY = Refused(_("Nobody may do this."))


def nobody(user: AnyUser, obj: Any = None) -> Decision:
    """The rule of an action that does not exist for a model."""
    return NOBODY


class ScopedPermissionPolicy(BasePermissionPolicy):
    """Asks the rule of an action, and for a row also whether the user sees it."""

    def __init__(self, model: type[Model], rules: dict[str, Rule]) -> None:
        super().__init__(model)
        self.rules = rules

    def decide(self, user: AnyUser, action: str, obj: Any = None) -> Decision:
        """The decision with its reason; ``obj`` is taken as visible."""
        if not user.is_active:
            return NOBODY
        return self.rules.get(action, nobody)(user, obj)

    def user_has_permission(self, user: AnyUser, action: str) -> bool:
        return bool(self.decide(user, action))

    def user_has_permission_for_instance(self, user: AnyUser, action: str, instance: Any) -> bool:
        return bool(self.decide(user, action, instance)) and is_visible_to(user, instance)

    def instances_user_has_any_permission_for(self, user: AnyUser, actions: Iterable[str]) -> QuerySet:
        queryset = self.model._default_manager.all()
        may = self.user_has_any_permission(user, actions)
        return queryset.visible_to(user) if may else queryset.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        """Wagtail asks this when it looks for people to notify; a role is only known by asking for each of them."""
        people = User.objects.filter(is_active=True)
        return people.filter(pk__in=[person.pk for person in people if self.user_has_any_permission(person, actions)])


def register_rules(model: type[Model], **rules: Rule) -> None:
    """Say who may do what with a row of ``model``: ``view``, ``add``, ``change``, ``delete``, for drafts ``publish``.

    What is not named nobody may do. Call it at the top of the room's ``wagtail_hooks.py``.
    """
    register_permission_policy(model, ScopedPermissionPolicy(model, rules), exact_class=True)


def policy_of(model: type[Model]) -> ScopedPermissionPolicy:
    """The registered policy; raises ``LookupError`` when the room forgot ``register_rules``."""
    policy = policy_registry.get_by_type(model, fallback=False)
    if not isinstance(policy, ScopedPermissionPolicy):
        raise LookupError(f"register_rules({model.__name__}, …) was not called")
    return policy


def find_row(request: HttpRequest, model: type[Model], quoted_pk: Any, action: str) -> Any:
    """The row that a view is about: 404 when the user does not see it, 403 when he may not do ``action`` with it."""
    rows: Any = model._default_manager.all()
    try:
        row = rows.visible_to(request.user).filter(pk=unquote(str(quoted_pk))).first()
    except (ValueError, TypeError, ValidationError):
        row = None
    if row is None:
        raise Http404
    decision = policy_of(model).decide(request.user, action, row)
    if not decision:
        raise PermissionDenied(str(decision.reason))
    return row
