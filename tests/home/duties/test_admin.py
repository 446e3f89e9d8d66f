import pytest

from home.duties.enums import BearerGroup, Part
from home.duties.models import Bearer, Duty
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.subsystems.agencies.factories import member

ADD = "/quan-tri/nhiem-vu/create/"


def posted(*bearers, **fields):
    data = {"document": "1089-qd-ubnd", "eid": "dieu-9-khoan-1", "position": 2, "text": "Nhiệm vụ mới", **fields}
    data |= {"bearers-TOTAL_FORMS": len(bearers), "bearers-INITIAL_FORMS": 0}
    data |= {"bearers-MIN_NUM_FORMS": 1, "bearers-MAX_NUM_FORMS": 1000}
    for number, bearer in enumerate(bearers):
        data |= {f"bearers-{number}-{key}": value for key, value in {"part": Part.OWES, **bearer}.items()}
    return data


@pytest.fixture
def publisher(client, duties):
    client.force_login(member(Role.PUBLISHER))
    return client


def test_a_publisher_adds_a_duty(publisher):
    agency = Agency.objects.get(code="SYT")
    publisher.post(ADD, posted({"group": BearerGroup.INDIVIDUALS}, {"agency": agency.pk, "part": Part.HELPS}))
    duty = Duty.objects.get(text="Nhiệm vụ mới")
    assert [str(bearer) for bearer in duty.helpers] == ["Sở Y tế"]
    assert not duty.kept


@pytest.mark.parametrize(
    "data",
    [
        posted({"group": BearerGroup.ALL}, eid="dieu-99"),
        posted({"group": BearerGroup.ALL}, eid="xyz"),
        posted({"group": BearerGroup.ALL}, document="khong-co"),
        posted({}),
        posted({"group": "la"}),
        posted({"group": BearerGroup.ALL}, text=""),
        posted({"group": BearerGroup.ALL}, text="đ" * 10_000),
        posted({"group": BearerGroup.ALL}, position="-1"),
        posted(),
    ],
)
def test_bad_input_is_refused_at_the_field_and_kept(publisher, data):
    before = Duty.objects.count()
    response = publisher.post(ADD, data)
    assert response.status_code == 200
    assert Duty.objects.count() == before
    if data["text"]:
        assert data["text"] in response.content.decode()


def test_an_agency_and_a_group_at_once_are_refused(publisher):
    data = posted({"group": BearerGroup.ALL, "agency": Agency.objects.get(code="SYT").pk})
    response = publisher.post(ADD, data)
    assert "không chọn cả hai" in response.content.decode()
    assert not Duty.objects.filter(text="Nhiệm vụ mới").exists()


def test_changing_a_loaded_duty_marks_it_as_kept(publisher):
    duty = Duty.objects.get(eid="dieu-9-khoan-1")
    bearer = duty.bearers.get()
    data = posted({"id": bearer.pk, "group": bearer.group}, text="Chỉnh lại", position=1)
    data["bearers-INITIAL_FORMS"] = 1
    publisher.post(f"/quan-tri/nhiem-vu/edit/{duty.pk}/", data)
    duty.refresh_from_db()
    assert (duty.text, duty.kept) == ("Chỉnh lại", True)
    assert Bearer.objects.filter(duty=duty).count() == 1


def test_a_loaded_duty_cannot_be_deleted_one_of_staff_can(publisher):
    loaded = Duty.objects.get(eid="dieu-9-khoan-1")
    added = Duty.objects.create(document="1089-qd-ubnd", eid="dieu-9-khoan-2", text="Của cán bộ")
    for duty in (loaded, added):
        publisher.post(f"/quan-tri/nhiem-vu/delete/{duty.pk}/")
    assert Duty.objects.filter(pk=loaded.pk).exists()
    assert not Duty.objects.filter(pk=added.pk).exists()


def test_an_editor_looks_and_cannot_change(client, duties):
    client.force_login(member(Role.EDITOR))
    assert client.get("/quan-tri/nhiem-vu/").status_code == 200
    response = client.post(ADD, posted({"group": BearerGroup.ALL}))
    assert response.status_code == 302
    assert not Duty.objects.filter(text="Nhiệm vụ mới").exists()
