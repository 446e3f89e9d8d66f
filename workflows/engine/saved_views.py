"""Saved views of the admin's desks: one mechanism for all of them.

A room registers its desk when its app is ready. ``clean`` cuts what was asked for to what the desk knows and gives the
query string that is kept; ``count`` says how many rows a query string finds for a person, up to a number, for the live
count of pinned views. The desk of a secret kind is not registered.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import memberships_of
from workflows.engine.models import SavedView
from workflows.engine.texts import Text

MOST = 30
# Beyond this a badge says "99+": counting on would be a scan that nobody reads.
COUNTED = 100
# How many pinned views are counted on one screen; one query each.
COUNTED_VIEWS = 8


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk whose filters can be kept."""

    code: str
    url_name: str
    clean: Callable[[User, QueryDict], str]
    count: Callable[[User, QueryDict, int], int]


_desks: dict[str, Desk] = {}


def register_desk(desk: Desk) -> None:
    """Make a desk known; the last registration of a code counts."""
    _desks[desk.code] = desk


def register_desk_of_rows(
    code: str,
    url_name: str,
    asked: Callable[[User, QueryDict], Iterable[tuple[str, str]]],
    rows: Callable[[User, QueryDict], QuerySet[Any]],
) -> None:
    """Make a desk known that lists the rows of one query. ``asked`` gives the parameters that the desk knows, empty
    ones too; ``rows`` what they find for a person."""

    def clean(user: User, query: QueryDict) -> str:
        return urlencode([(name, value) for name, value in asked(user, query) if value])

    def count(user: User, query: QueryDict, limit: int) -> int:
        return rows(user, query)[:limit].count()

    register_desk(Desk(code, url_name, clean, count))


def desk_of(code: str) -> Desk | None:
    return _desks.get(code)


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One saved view; ``count`` is ``None`` for one that is not counted, ``shared`` says with whom it is."""

    view: SavedView
    url: str
    is_own: bool
    count: int | None
    shared: Text

    @property
    def shown_count(self) -> str:
        return "99+" if self.count and self.count >= COUNTED else str(self.count)


@dataclass(frozen=True, slots=True)
class Views:
    """What a desk shows of saved views. ``query`` is the filter set now, ``choices`` with whom it can be shared."""

    desk: str
    query: str
    rows: list[ViewRow]
    choices: list[tuple[str, Text]]


def views_of(user: User, desk_code: str, asked: QueryDict) -> Views:
    """The views of a desk that a person may use: one query, and one for each pinned view that is counted."""
    desk = _desks[desk_code]
    found = SavedView.objects.visible_to(user).filter(desk=desk_code).select_related("agency", "owner")
    rows: list[ViewRow] = []
    counted = 0
    for view in found[: 2 * MOST]:
        count = None
        if view.is_pinned and counted < COUNTED_VIEWS:
            count, counted = desk.count(user, QueryDict(view.query), COUNTED), counted + 1
        is_own = view.owner_id == user.pk
        rows.append(ViewRow(view, f"{reverse(desk.url_name)}?{view.query}", is_own, count, _shared(view, is_own)))
    return Views(desk_code, desk.clean(user, asked), rows, sharing_choices(user))


def _shared(view: SavedView, is_own: bool) -> Text:
    if view.agency is None:
        return ""
    text = f"{view.agency.label} – {view.get_role_display()}" if view.role else view.agency.label
    return text if is_own else f"{text}: {view.owner}"


def sharing_choices(user: User) -> list[tuple[str, Text]]:
    """With whom a person can share: all of an agency of his, or those who hold his role there."""
    found: dict[str, Text] = {}
    for membership in memberships_of(user):
        agency = membership.agency
        found[f"{agency.pk}:"] = _("everybody at %(agency)s") % {"agency": agency.label}
        key = f"{agency.pk}:{membership.role}"
        found[key] = f"{Role(membership.role).label} – {agency.label}"
    return list(found.items())


@transaction.atomic
def save_view(user: User, desk: Desk, name: str, query: str, *, share: str = "", is_pinned: bool = False) -> SavedView:
    """Keep a filter under a name; the same name again replaces it. Raises ``ValidationError`` with the reason."""
    name = " ".join(name.replace("\x00", "").split())[:60]
    if not name:
        raise ValidationError(_("Give the view a name."))
    if share and share not in dict(sharing_choices(user)):
        raise ValidationError(_("You can share a view in your own agency only."))
    if len(query) > 500:
        raise ValidationError(_("This filter is too long to be kept."))
    others = SavedView.objects.filter(owner=user, desk=desk.code).exclude(name=name)
    if others.count() >= MOST:
        raise ValidationError(_("You have as many views as there is room for; delete one first."))
    agency, _colon, role = share.partition(":")
    row, _new = SavedView.objects.update_or_create(
        owner=user,
        desk=desk.code,
        name=name,
        defaults={"query": query, "agency_id": int(agency) if agency else None, "role": role, "is_pinned": is_pinned},
    )
    return row


def delete_view(user: User, pk: int) -> SavedView | None:
    """Forget one of the person's own views; ``None`` when there is none."""
    row = SavedView.objects.filter(owner=user, pk=pk).first()
    if row is not None:
        SavedView.objects.filter(pk=row.pk).delete()
    return row


def pin_view(user: User, pk: int, *, pinned: bool) -> SavedView | None:
    """Pin one of the person's own views, or loosen it; ``None`` when there is none."""
    row = SavedView.objects.filter(owner=user, pk=pk).first()
    if row is not None:
        row.is_pinned = pinned
        row.save(update_fields=["is_pinned"])
    return row
