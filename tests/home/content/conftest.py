import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from home.content.services import set_up_workflow
from tests.subsystems.agencies.factories import UserFactory


@pytest.fixture
def groups(db):
    editors, publishers = Group.objects.create(name="Biên tập"), Group.objects.create(name="Duyệt")
    for group, names in ((editors, ("add", "change")), (publishers, ("add", "change", "publish", "lock", "unlock"))):
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for name in names:
            permission = Permission.objects.get(codename=f"{name}_page", content_type__app_label="wagtailcore")
            GroupPagePermission.objects.create(group=group, page=Page.get_first_root_node(), permission=permission)
    set_up_workflow(publishers)
    return {"editor": editors, "publisher": publishers}


@pytest.fixture
def person(groups, client):
    """Makes a person: ``person("editor")``, ``person("publisher")`` or ``person(superuser=True)``."""

    def make(role=None, **kwargs):
        user = UserFactory(is_superuser=kwargs.pop("superuser", False), email="nguoi@example.vn", **kwargs)
        if role:
            user.groups.add(groups[role])
        return user

    return make


@pytest.fixture
def browser_of(client_class=None):
    """A signed-in HTTP client of its own for each person."""
    from django.test import Client

    def sign_in(user):
        client = Client()
        client.force_login(user)
        return client

    return sign_in
