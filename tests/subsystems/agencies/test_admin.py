"""The reference lists in the admin: who gets in, what the screens do, bad input."""

import pytest

from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import AgencyFactory, AreaFactory, UserFactory, member

pytestmark = pytest.mark.django_db
LISTS = ["co-quan", "dia-ban", "vai-tro"]


@pytest.fixture
def admin_client(client):
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.mark.parametrize("path", LISTS)
def test_the_administrator_sees_each_list(admin_client, path):
    AreaFactory(name="Mũi Né")
    member(Role.OFFICER)
    assert admin_client.get(f"/quan-tri/{path}/").status_code == 200
    assert admin_client.get(f"/quan-tri/{path}/create/").status_code == 200


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    ["q=" + "đ" * 10_000, "q=%27%22", "p=x", "o=99", "ot=x", "hieu-luc=x", "kind__foo=1"],
)
def test_bad_list_parameters_are_no_errors(admin_client, path, query):
    response = admin_client.get(f"/quan-tri/{path}/?{query}", follow=True)
    assert response.status_code == 200


def test_search_ignores_accents(admin_client):
    AgencyFactory(name="Ủy ban nhân dân huyện Đức Linh")
    AgencyFactory(name="Sở Y tế")
    response = admin_client.get("/quan-tri/co-quan/?q=duc+linh")
    assert "Đức Linh" in response.content.decode()
    assert "Sở Y tế" not in response.content.decode()
