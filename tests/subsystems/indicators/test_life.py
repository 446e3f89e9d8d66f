"""A delivery from the upload to the roll-back: who does what, what is written, what stays known."""

import pytest
from django.core.exceptions import PermissionDenied

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from subsystems.indicators import services
from subsystems.indicators.models import Delivery, Observation, PastValue
from subsystems.indicators.services import act
from tests.subsystems.agencies.factories import member
from tests.subsystems.indicators import deliveries as make
from workflows.engine.errors import Conflict, InvalidData, NotAllowed

pytestmark = pytest.mark.django_db


def test_from_upload_to_publication(catalogue):
    delivery = make.send_in(make.monthly())
    assert (delivery.state, delivery.new_count, delivery.error_count) == ("checked", 11, 0)
    assert not Observation.objects.exists()
    act(delivery, "submit", delivery.uploaded_by)
    assert delivery.state == "submitted"
    assert not Observation.objects.exists()
    act(delivery, "approve", make.head())
    assert delivery.state == "published"
    assert make.figures()["Phan Thiết"] == 1
    assert make.figures()["Bình Thuận"] == 55
    one = Observation.objects.get(area__name="La Gi")
    assert (one.delivery, one.row) == (delivery, 4)
    assert delivery.live_rows == 11


def test_a_changed_value_keeps_its_past(catalogue):
    first = make.published(make.monthly())
    second = make.published(make.monthly({"Phan Thiết": 7, "La Gi": 2}))
    assert (second.changed_count, second.unchanged_count, second.new_count) == (1, 1, 0)
    past = PastValue.objects.get()
    assert (past.value, past.delivery, past.row, past.removed_by) == (1, first, 3, second)
    first.refresh_from_db()
    assert (first.live_rows, second.live_rows) == (10, 1)


def test_a_delivery_of_which_nothing_holds_is_superseded_and_comes_back(catalogue):
    first = make.published(make.monthly({"Phan Thiết": 1, "La Gi": 2}))
    second = make.published(make.monthly({"Phan Thiết": 3, "La Gi": 4, "Phú Quý": 5}))
    first.refresh_from_db()
    assert first.state == "superseded"
    act(second, "roll_back", make.head(), comment="Nhập nhầm tháng")
    first.refresh_from_db()
    assert first.state == "published"
    assert make.figures() == {"Phan Thiết": 1, "La Gi": 2}
    assert first.live_rows == 2
    assert second.live_rows == 0
    assert PastValue.objects.filter(removal="rolled_back", removed_by=second).count() == 3


def test_a_value_of_a_rolled_back_delivery_does_not_come_back(catalogue):
    first = make.published(make.monthly({"Phan Thiết": 1}))
    second = make.published(make.monthly({"Phan Thiết": 2, "La Gi": 9}))
    third = make.published(make.monthly({"Phan Thiết": 3}))
    act(second, "roll_back", make.head(), comment="Sai")
    assert make.figures() == {"Phan Thiết": 3}
    act(third, "roll_back", make.head(), comment="Sai")
    assert make.figures() == {"Phan Thiết": 1}
    first.refresh_from_db()
    assert first.state == "published"


def test_who_uploaded_does_not_approve(catalogue):
    boss = make.head()
    delivery = make.send_in(make.monthly(), by=boss)
    act(delivery, "submit", boss)
    with pytest.raises(NotAllowed, match="chính là người tải"):
        act(delivery, "approve", boss)
    act(delivery, "approve", make.head())
    assert delivery.state == "published"


def test_only_the_head_of_the_agency_approves(catalogue):
    delivery = make.send_in(make.monthly())
    act(delivery, "submit", delivery.uploaded_by)
    others = (make.officer(), make.head(Agency.objects.get(code="STC")), member(Role.LEADER))
    for somebody in others:
        with pytest.raises(NotAllowed):
            act(delivery, "approve", somebody)
    assert not Observation.objects.exists()


def test_two_heads_at_once(catalogue):
    delivery = make.send_in(make.monthly())
    act(delivery, "submit", delivery.uploaded_by)
    seen = delivery.version
    late = Delivery.objects.get(pk=delivery.pk)
    act(delivery, "approve", make.head(), expected_version=seen)
    with pytest.raises(Conflict):
        act(late, "approve", make.head(), expected_version=seen)
    assert Observation.objects.count() == 11


def test_another_agencys_indicators_are_refused(catalogue):
    stranger = make.officer(Agency.objects.get(code="STC"))
    with pytest.raises(PermissionDenied):
        make.send_in(make.monthly(), by=stranger)
    with pytest.raises(PermissionDenied):
        make.send_in(make.monthly(), by=stranger, agency=Agency.objects.get(code="STC"))
    assert not Delivery.objects.exists()


def test_unusual_values_have_to_be_acknowledged(catalogue):
    make.published(make.monthly({"Phan Thiết": 10}, "2026-09"))
    delivery = make.send_in(make.monthly({"Phan Thiết": 100}))
    assert make.problems(delivery, "warning") == [("jump", 2, "Sốt xuất huyết, Thành phố Phan Thiết, 2026-10")]
    act(delivery, "submit", delivery.uploaded_by)
    boss = make.head()
    with pytest.raises(InvalidData):
        act(delivery, "approve", boss)
    act(delivery, "approve", boss, {"acknowledged": True})
    assert make.figures() == {"Phan Thiết": 100}


def test_errors_mean_that_nothing_is_written(catalogue):
    delivery = make.send_in(make.monthly({"Phan Thiết": 10, "La Gi": "mười"}))
    assert delivery.state == "rejected"
    assert make.problems(delivery) == [("not_a_number", 3, "Giá trị")]
    with pytest.raises(NotAllowed):
        act(delivery, "submit", delivery.uploaded_by)
    assert not Observation.objects.exists()


def test_what_changed_since_the_check_stops_the_publication(catalogue):
    from subsystems.indicators.models import IndicatorVersion

    delivery = make.send_in(make.monthly())
    act(delivery, "submit", delivery.uploaded_by)
    IndicatorVersion.objects.filter(indicator__code="YT-SXH").update(maximum=3)
    act(delivery, "approve", make.head())
    assert delivery.state == "rejected"
    assert delivery.error_count == 8
    assert not Observation.objects.exists()


def test_the_same_file_is_known(catalogue):
    first = make.published(make.monthly())
    again = make.send_in(make.monthly())
    assert again.unchanged_count == 11
    assert again.rows.get(kind="warning").params == {"reference": first.reference}


def test_derived_indicators_follow_their_inputs(catalogue):
    plan = Agency.objects.get(code="SKHDT")
    rows = [["KTXH-KHDTC", "Toàn tỉnh", "2026-10", "", 4000], ["KTXH-GNDTC", "Toàn tỉnh", "2026-10", "", 3000]]
    first = make.published(make.csv_file(rows), code="KTXH-DTC", agency=plan)
    assert make.figures("KTXH-TLGN") == {"Bình Thuận": 75}
    second = make.published(
        make.csv_file([["KTXH-GNDTC", "Toàn tỉnh", "2026-10", "", 3200]]), code="KTXH-DTC", agency=plan
    )
    assert make.figures("KTXH-TLGN") == {"Bình Thuận": 80}
    act(second, "roll_back", make.head(plan), comment="Sai")
    assert make.figures("KTXH-TLGN") == {"Bình Thuận": 75}
    first.refresh_from_db()
    act(first, "roll_back", make.head(plan), comment="Sai")
    assert make.figures("KTXH-TLGN") == {}
    assert not Observation.objects.exists()


def test_a_killed_publication_is_done_by_the_next_run(catalogue, monkeypatch):
    delivery = make.send_in(make.monthly())
    act(delivery, "submit", delivery.uploaded_by)
    monkeypatch.setattr(services, "AT_ONCE_VALUES", 0)
    act(delivery, "approve", make.head())
    assert delivery.state == "approved"

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("subsystems.indicators.publishing._keep_past", killed)
        with pytest.raises(KeyboardInterrupt):
            services.publish_delivery(delivery.pk)
    assert not Observation.objects.exists()
    services.publish_delivery(delivery.pk)
    services.publish_delivery(delivery.pk)
    assert Observation.objects.count() == 11
