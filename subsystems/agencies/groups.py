"""Wagtail's own screens (pages, images, documents) ask Django's groups: one group a role, filled from memberships.

Nobody puts people into these groups by hand: ``services.sync_groups`` does it whenever a membership changes, at every
sign-in, and once a night for those whose membership began or ended with the day.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from subsystems.agencies.enums import Role

# The names stand in the database and in Wagtail's list of groups, hence in Vietnamese.
GROUP_NAMES = {
    Role.OFFICER: "Vai trò: Cán bộ xử lý",
    Role.HEAD: "Vai trò: Lãnh đạo cơ quan",
    Role.EDITOR: "Vai trò: Biên tập viên",
    Role.PUBLISHER: "Vai trò: Người duyệt tin bài",
    Role.MODERATOR: "Vai trò: Điều phối viên",
    Role.INTERNAL_AFFAIRS: "Vai trò: Nội vụ",
    Role.LEADER: "Vai trò: Lãnh đạo tỉnh",
    Role.OPERATOR: "Vai trò: Vận hành",
    Role.AUDITOR: "Vai trò: Kiểm tra",
}
EVERYBODY = ("wagtailadmin.access_admin",)
FILES = tuple(
    f"{app}.{action}_{model}"
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for action in ("add", "change", "choose")
)


@dataclass(frozen=True, slots=True)
class Grants:
    """What a role may do in Wagtail: with any page of the site, with files, and by plain Django permissions."""

    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    others: tuple[str, ...] = field(default=EVERYBODY)


GRANTS: dict[Role, Grants] = defaultdict(
    Grants,
    {
        Role.EDITOR: Grants(pages=("add_page", "change_page"), files=FILES),
        Role.PUBLISHER: Grants(
            pages=("add_page", "change_page", "publish_page", "lock_page", "unlock_page"), files=FILES
        ),
        Role.OPERATOR: Grants(others=(*EVERYBODY, "common.view_all_jobs", "common.cancel_all_jobs")),
        Role.AUDITOR: Grants(others=(*EVERYBODY, "common.view_all_jobs")),
    },
)
_extra: dict[Role, set[str]] = defaultdict(set)


def grant_to_role(role: Role, *permissions: str) -> None:
    """A room gives a role Django permissions (``app.codename``), in ``ready()``: a settings page, redirects, …"""
    _extra[role].update(permissions)


def ensure_groups() -> None:
    """Make the group of every role exist with exactly what it may do; runs after each ``migrate``."""
    root = Page.get_first_root_node()
    collection = Collection.get_first_root_node()
    if root is None or collection is None:
        return
    for role, name in GROUP_NAMES.items():
        group, _created = Group.objects.get_or_create(name=name)
        grants = GRANTS[role]
        group.permissions.set(_permissions({*grants.others, *_extra[role]}))
        pages = _permissions({f"wagtailcore.{codename}" for codename in grants.pages})
        GroupPagePermission.objects.filter(group=group, page=root).exclude(permission__in=pages).delete()
        for permission in pages:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        files = _permissions(set(grants.files))
        GroupCollectionPermission.objects.filter(group=group, collection=collection).exclude(
            permission__in=files
        ).delete()
        for permission in files:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _permissions(names: set[str]) -> list[Permission]:
    condition = Q()
    for name in names:
        app, codename = name.split(".")
        condition |= Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(condition)) if names else []
