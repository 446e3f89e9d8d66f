"""``ScopedModelViewSet`` for working registers, ``ScopedSnippetViewSet`` for content with drafts and revisions."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.views import generic
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from subsystems.agencies.scoped_admin.policies import find_row

View = Callable[..., HttpResponseBase]

# What a view does with the row it names. Any view that is not listed (a room's own too) must at least be allowed to
# change the row: forgetting one closes a door instead of opening it.
ACTIONS = {
    "inspect_view_class": "view",
    "history_view_class": "view",
    "usage_view_class": "view",
    "copy_view_class": "view",
    "delete_view_class": "delete",
    "revisions_view_class": "view",
    "revisions_compare_view_class": "view",
    "unpublish_view_class": "publish",
    "revisions_unschedule_view_class": "publish",
    "lock_view_class": "change",
    "unlock_view_class": "change",
    # The task of the workflow decides who acts; seeing the row is what the scope adds.
    "workflow_action_view_class": "view",
    "collect_workflow_action_data_view_class": "view",
    "confirm_workflow_cancellation_view_class": "view",
    "workflow_preview_view_class": "view",
    "workflow_history_view_class": "view",
    "workflow_history_detail_view_class": "view",
}


class ScopedList:
    """An index view, with its search, filters and exports, of visible rows only."""

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().visible_to(self.request.user)  # type: ignore[misc,attr-defined]


class ScopedViewSetMixin:
    """Puts the scope before every view of a viewset; ``view_actions`` adds the actions of a room's own views."""

    model: Any
    view_actions: ClassVar[dict[str, str]] = {}

    def construct_view(self, view_class: Any, **kwargs: Any) -> View:
        if issubclass(view_class, generic.IndexView):
            view_class = type(f"Scoped{view_class.__name__}", (ScopedList, view_class), {})
        view = super().construct_view(view_class, **kwargs)  # type: ignore[misc]
        action = self._action_of(view_class)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if "pk" in kwargs:
                find_row(request, self.model, kwargs["pk"], action)
            return view(request, *args, **kwargs)

        return guarded

    def _action_of(self, view_class: Any) -> str:
        for name, action in {**ACTIONS, **self.view_actions}.items():
            if getattr(self, name, None) is view_class:
                return action
        return "change"


class ScopedModelViewSet(ScopedViewSetMixin, ModelViewSet):
    """A working register. ``copy_view_enabled`` is off: a case is not copied."""

    copy_view_enabled = False


class ScopedChoice:
    """A chooser's view that offers and returns visible rows only."""

    request: HttpRequest
    model_class: Any

    def get_object_list(self) -> QuerySet:
        return super().get_object_list().visible_to(self.request.user)  # type: ignore[misc]

    def get_object(self, pk: Any) -> Any:
        return find_row(self.request, self.model_class, pk, "view")

    def get_objects(self, pks: Sequence[str]) -> QuerySet:
        numbers = [pk for pk in pks if pk.isdecimal()]
        return super().get_objects(numbers).visible_to(self.request.user)  # type: ignore[misc]


class ScopedChooserMixin:
    """Puts the scope into every view of a chooser's viewset."""

    def construct_view(self, view_class: Any, **kwargs: Any) -> View:
        scoped = type(f"Scoped{view_class.__name__}", (ScopedChoice, view_class), {})
        return super().construct_view(scoped, **kwargs)  # type: ignore[misc]


class ScopedChooserViewSet(ScopedChooserMixin, ChooserViewSet):
    """A chooser of visible rows."""


class ScopedSnippetChooserViewSet(ScopedChooserMixin, SnippetChooserViewSet):
    """The chooser that comes with a snippet, of visible rows."""


class ScopedSnippetViewSet(ScopedViewSetMixin, SnippetViewSet):
    """Content with drafts, revisions and workflow."""

    chooser_viewset_class = ScopedSnippetChooserViewSet
