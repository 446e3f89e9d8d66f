"""Rows of this room for the walk through the admin."""

from django.core.files.base import ContentFile
from django.utils import timezone

from subsystems.agencies.enums import AreaLevel, Role
from subsystems.agencies.models import Agency
from subsystems.indicators.enums import DeliverySource
from subsystems.indicators.models import (
    Breakdown,
    Delivery,
    Dimension,
    Indicator,
    IndicatorSet,
    IndicatorVersion,
    Obligation,
    Observation,
    PullSource,
    QualityScore,
    Target,
)
from tests.admin_rows import EVERYBODY, Row, new_secret, rows_for
from tests.subsystems.agencies.factories import AreaFactory
from workflows.engine.bulk import Past, write_histories
from workflows.engine.parties import SYSTEM

KEEPERS = frozenset({Role.MODERATOR})
SEES_ALL = frozenset({Role.AUDITOR, Role.LEADER, Role.MODERATOR})


def _indicator(owner: Agency) -> Indicator:
    code = new_secret().upper()
    return Indicator.objects.create(code=code, name=code, subsystem="y-te")


def _set(owner: Agency) -> IndicatorSet:
    code = new_secret().upper()
    return IndicatorSet.objects.create(code=code, name=f"Bộ {code}", subsystem="y-te", period_kind="month")


@rows_for("chi-tieu_modeladmin_")
def indicator(owner: Agency) -> Row:
    return Row({"instance_pk": _indicator(owner).pk}, readers=EVERYBODY, writers=KEEPERS, closed={"delete"})


@rows_for("phien-ban-chi-tieu_modeladmin_")
def version(owner: Agency) -> Row:
    row = IndicatorVersion.objects.create(
        indicator=_indicator(owner), unit="ca", period_kind="month", level=AreaLevel.PROVINCE, agency=owner
    )
    return Row({"instance_pk": row.pk}, readers=EVERYBODY, writers=KEEPERS, closed={"delete"})


@rows_for("bo-chi-tieu_modeladmin_")
def indicator_set(owner: Agency) -> Row:
    return Row({"instance_pk": _set(owner).pk}, readers=EVERYBODY, writers=KEEPERS, closed={"delete"})


@rows_for("muc-tieu_modeladmin_")
def target(owner: Agency) -> Row:
    row = Target.objects.create(indicator=_indicator(owner), area=AreaFactory(), period=20260101, value=1)
    return Row({"instance_pk": row.pk}, readers=EVERYBODY, writers=KEEPERS, closed={"delete"})


@rows_for("phan-to_modeladmin_")
def breakdown(owner: Agency) -> Row:
    row = Breakdown.objects.create(code=new_secret().upper(), name="Nam")
    return Row({"instance_pk": row.pk}, readers=EVERYBODY, writers=KEEPERS, closed={"delete"})


@rows_for("tieu-thuc_modeladmin_")
def dimension(owner: Agency) -> Row:
    row = Dimension.objects.create(code=new_secret().upper(), name="Giới tính")
    return Row({"instance_pk": row.pk}, readers=EVERYBODY, writers=KEEPERS, closed={"delete"})


@rows_for("nhiem-vu-du-lieu_modeladmin_")
def obligation(owner: Agency) -> Row:
    secret = new_secret()
    row = Obligation.objects.create(indicator_set=_set(owner), agency=owner, legal_basis=secret)
    return Row({"instance_pk": row.pk}, secret, readers=SEES_ALL, writers=KEEPERS, closed={"delete"})


@rows_for("nguon-du-lieu_modeladmin_")
def source(owner: Agency) -> Row:
    secret = new_secret()
    row = PullSource.objects.create(
        name=secret, indicator_set=_set(owner), agency=owner, url="https://example.vn/x.json"
    )
    readers = frozenset({Role.AUDITOR, Role.OPERATOR, Role.MODERATOR})
    return Row({"instance_pk": row.pk}, secret, readers=readers, writers=frozenset({Role.OPERATOR}), closed={"delete"})


@rows_for("delivery")
def delivery(owner: Agency) -> Row:
    """A checked delivery of ``owner``; the set is nobody's to deliver but the owner's."""
    secret = new_secret()
    owed = _set(owner)
    Obligation.objects.create(indicator_set=owed, agency=owner)
    row = Delivery(
        indicator_set=owed,
        agency=owner,
        source=DeliverySource.UPLOAD,
        file_name=f"{secret}.csv",
        checked_at=timezone.now(),
    )
    row.file.save("x.csv", ContentFile(secret.encode()), save=False)
    now = timezone.now()
    write_histories(Delivery, [(row, [Past("upload", SYSTEM, now), Past("pass_check", SYSTEM, now)])])
    args = {"reference": row.reference, "code": owed.code, "kind": "xlsx"}
    return Row(args, secret, readers=SEES_ALL)


@rows_for("delivery_step")
def delivery_step(owner: Agency) -> Row:
    row = delivery(owner)
    return Row({"reference": row.args["reference"], "code": "submit"}, row.secret, readers=SEES_ALL)


@rows_for("delivery_upload", "delivery_grid", "delivery_template")
def delivering(owner: Agency) -> Row:
    """Only who delivers a set for its agency gets at these; administrators deliver nothing."""
    row = delivery(owner)
    return Row(
        row.args, row.secret, readers=frozenset(), closed={"delivery_upload", "delivery_grid", "delivery_template"}
    )


@rows_for("delivery_history")
def history(owner: Agency) -> Row:
    """A figure that came with a delivery of ``owner``."""
    row = delivery(owner)
    version = IndicatorVersion.objects.create(
        indicator=_indicator(owner), unit="ca", period_kind="month", level=AreaLevel.PROVINCE, agency=owner
    )
    part = Breakdown.objects.create(code=new_secret().upper(), name="Nam")
    figure = Observation.objects.create(
        indicator=version.indicator,
        version=version,
        area=AreaFactory(),
        period=20260101,
        breakdown=part,
        value=1,
        delivery=Delivery.objects.get(reference=row.args["reference"]),
    )
    args = {"indicator": figure.indicator_id, "area": figure.area_id, "part": part.pk, "period": figure.period}
    return Row(args, row.secret, readers=SEES_ALL)


@rows_for("data_quality_indicator", "data_quality_rows")
def quality(owner: Agency) -> Row:
    """The score of an indicator that ``owner`` delivers."""
    found = _indicator(owner)
    month = timezone.localdate().replace(day=1)
    QualityScore.objects.create(
        subject=f"i:{found.pk}:{owner.pk}",
        month=month.year * 10000 + month.month * 100 + 1,
        subsystem=found.subsystem,
        agency=owner,
        indicator=found,
        overall=88,
    )
    return Row({"code": found.code, "agency": owner.code, "rule": "range"}, readers=SEES_ALL)
