from io import StringIO
from random import Random

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from ioc_site.common.demo import DemoSize
from subsystems.agencies.demo import seed_accounts
from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import has_role
from tests.subsystems.agencies.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "mat-khau-minh-hoa-2026"
CONTRACT = {
    "bientap": (Role.EDITOR, "STTTT"),
    "duyetbai": (Role.PUBLISHER, "STTTT"),
    "dieuphoi": (Role.MODERATOR, "STTTT"),
    "xuly.phanthiet": (Role.OFFICER, "PHAN-THIET"),
    "lanhdao.phanthiet": (Role.HEAD, "PHAN-THIET"),
    "xuly.soyte": (Role.OFFICER, "SYT"),
    "lanhdao.soyte": (Role.HEAD, "SYT"),
    "noivu": (Role.INTERNAL_AFFAIRS, "SNV"),
    "lanhdao": (Role.LEADER, "UBND"),
    "vanhanh": (Role.OPERATOR, "VNPT"),
    "kiemtra": (Role.AUDITOR, "TTT"),
}


def seed(**options):
    out = StringIO()
    call_command("seed_demo", reports=0, observations=0, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def demo(settings):
    settings.IOC_DEMO = True
    settings.IOC_DEMO_PASSWORD = PASSWORD
    call_command("load_agencies", "data/agencies.yaml", stdout=StringIO())
    seed_accounts(DemoSize(0, 0, PASSWORD, Random(1)))


def sign_in(client, username):
    return client.post(reverse("wagtailadmin_login"), {"username": username, "password": PASSWORD})


def test_each_account_holds_its_role(demo):
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    assert people.keys() == CONTRACT.keys() | {"quantri"}
    assert [user.username for user in people.values() if user.is_superuser] == ["quantri"]
    for username, (role, agency) in CONTRACT.items():
        membership = people[username].memberships.get()
        assert (membership.role, membership.agency.code) == (role, agency)
        assert has_role(people[username], role, agency=membership.agency)


def test_each_account_signs_in(demo):
    for username in (*CONTRACT, "quantri"):
        client = Client()
        assert sign_in(client, username).status_code == 302, username
        assert client.get(reverse("wagtailadmin_home")).status_code == 200, username


def test_nobody_signs_in_outside_demonstration_mode(demo, client, settings):
    settings.IOC_DEMO = False
    assert sign_in(client, "quantri").status_code == 200
    assert client.get(reverse("wagtailadmin_home")).status_code == 302


def test_a_session_from_the_demonstration_ends_with_it(demo, client, settings):
    sign_in(client, "dieuphoi")
    settings.IOC_DEMO = False
    response = client.get(reverse("wagtailadmin_home"))
    assert response.status_code == 302
    assert reverse("wagtailadmin_login") in response["Location"]


def test_left_over_accounts_are_reported(demo, settings):
    assert run_checks(tags=["database"], databases=["default"]) == []
    settings.IOC_DEMO = False
    assert [message.id for message in run_checks(tags=["database"], databases=["default"])] == ["agencies.W001"]


def test_no_account_is_made_outside_demonstration_mode():
    call_command("load_agencies", "data/agencies.yaml", stdout=StringIO())
    with pytest.raises(CommandError):
        seed()
    assert not User.objects.exists()


def test_seeding_again_changes_the_password_only(demo, settings, client):
    memberships = list(User.objects.get(username="dieuphoi").memberships.values())
    settings.IOC_DEMO_PASSWORD = "mat-khau-khac-2026"
    seed()
    user = User.objects.get(username="dieuphoi")
    assert user.check_password("mat-khau-khac-2026")
    assert list(user.memberships.values()) == memberships


def test_a_real_person_of_the_same_name_is_left_alone(settings):
    settings.IOC_DEMO = True
    call_command("load_agencies", "data/agencies.yaml", stdout=StringIO())
    person = UserFactory.create(username="quantri")
    with pytest.raises(CommandError, match="quantri"):
        seed()
    person.refresh_from_db()
    assert not person.is_superuser
    assert User.objects.count() == 1


def test_without_agencies_the_command_says_what_to_do(settings):
    settings.IOC_DEMO = True
    with pytest.raises(CommandError, match="PHAN-THIET"):
        seed()


def test_sizes_count_from_zero(settings):
    settings.IOC_DEMO = True
    with pytest.raises(CommandError):
        call_command("seed_demo", reports=-1)
