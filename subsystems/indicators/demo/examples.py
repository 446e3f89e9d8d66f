"""Deliveries in the middle of their lives, for the demonstration: one that was rejected for its errors, and corrections
that wait for the heads. They go the way of every delivery, from the file to the check; their contents are made up."""

import csv
import io
from typing import Any

from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import members_with_role
from subsystems.indicators.enums import DeliverySource
from subsystems.indicators.models import Delivery, Obligation, Observation
from subsystems.indicators.models.catalogue import TOTAL_CODE
from subsystems.indicators.periods import last_complete
from subsystems.indicators.services import act, deliver

_HEADER = ["Mã chỉ tiêu", "Địa bàn", "Kỳ", "Giá trị"]
# Whose corrections wait for the head: agency, set, and the indicator that was corrected.
_CORRECTIONS = (("PHAN-THIET", "HCC-HUYEN", "HCC-HTN"), ("SYT", "YT-THANG", "YT-SXH"))
_REJECTED = ("SYT", "YT-THANG")


def make_examples() -> None:
    """Make them where there are none yet, as far as the agencies have officers and figures."""
    if Delivery.objects.filter(source=DeliverySource.UPLOAD, is_demo=True).exists():
        return
    _reject(*_REJECTED)
    for agency, set_code, indicator in _CORRECTIONS:
        _correct(agency, set_code, indicator)


def _reject(agency_code: str, set_code: str) -> None:
    """A file with the mistakes that are made most: a unit in the cell, a misspelt area, a row twice, a wrong month."""
    period = _period(set_code)
    rows: list[list[Any]] = [
        ["YT-SXH", "Phan Thiết", period, "25 ca"],
        ["YT-SXH", "La Gy", period, 12],
        ["YT-SXH", "Tuy Phong", period, 9],
        ["YT-SXH", "Tuy Phong", period, 8],
        ["YT-TCM", "Bắc Bình", "2026-13", 4],
        ["YT-BHYT", "Đức Linh", period, "193,5"],
    ]
    _send(agency_code, set_code, rows, f"so-lieu-y-te-{period}.csv")


def _correct(agency_code: str, set_code: str, indicator: str) -> None:
    """One value of the latest period again, a little higher, sent to the head."""
    found = Observation.objects.filter(
        indicator__code=indicator,
        breakdown__code=TOTAL_CODE,
        delivery__agency__code=agency_code,
        area__level="district",
    )
    last = found.select_related("area").order_by("-period", "area").first()
    if last is None:
        return
    period = f"{last.period // 10000}-{last.period // 100 % 100:02}"
    rows = [[indicator, last.area.code, period, round(last.value * 1.04) + 1]]
    delivery = _send(agency_code, set_code, rows, f"dinh-chinh-{indicator.lower()}-{period}.csv")
    if delivery is not None and delivery.state == "checked" and delivery.uploaded_by:
        act(delivery, "submit", delivery.uploaded_by, comment="Đính chính theo kết quả rà soát (dữ liệu minh họa).")


def _send(agency_code: str, set_code: str, rows: list[list[Any]], name: str) -> Delivery | None:
    obligation = Obligation.objects.valid_on().filter(agency__code=agency_code, indicator_set__code=set_code)
    owed = obligation.select_related("agency", "indicator_set").first()
    officer: User | None = members_with_role(Role.OFFICER, agency=owed.agency_id).first() if owed else None
    if owed is None or officer is None:
        return None
    text = io.StringIO()
    csv.writer(text).writerows([_HEADER, *rows])
    content = text.getvalue().encode()
    return deliver(officer, owed.indicator_set, owed.agency, content, name, DeliverySource.UPLOAD, is_demo=True)


def _period(set_code: str) -> str:
    kind = Obligation.objects.filter(indicator_set__code=set_code).values_list("indicator_set__period_kind", flat=True)
    return last_complete(kind.first() or "month", timezone.localdate()).code
