"""Rows of field reports for the walk through the admin."""

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.admin_rows import Row, new_secret, rows_for
from tests.workflows.field_reports import factories as make
from tests.workflows.field_reports.test_screens import jpeg
from workflows.field_reports.catalogue_services import save_data_request
from workflows.field_reports.desk.services import start_bulk
from workflows.field_reports.enums import PhotoKind
from workflows.field_reports.models import (
    Breach,
    DataRequest,
    Question,
    RightChannel,
    RoutingRule,
    StandardText,
)
from workflows.field_reports.photos import store_photo

READERS = frozenset({Role.AUDITOR, Role.MODERATOR, Role.LEADER})


@rows_for("report_desk")
def report(owner: Agency) -> Row:
    """A report that was sent to ``owner``, with a photo; moderators of any agency work on all reports."""
    secret = new_secret()
    row = make.assigned(owner, description=secret)
    photo = store_photo(row, jpeg(), PhotoKind.REPORT)
    args = {"reference": row.reference, "code": "note", "pk": photo.pk, "variant": "nho"}
    return Row(args, secret, readers=READERS, writers=frozenset({Role.MODERATOR}))


@rows_for("report_desk_bulk_job")
def bulk_job(owner: Agency) -> Row:
    """Work on many reports that somebody else asked for."""
    job = start_bulk(make.moderator(), "accept", [], {}, "", "")
    return Row({"pk": job.pk}, readers=frozenset({Role.OPERATOR, Role.AUDITOR}))


LOOKS_UP = frozenset({Role.MODERATOR, Role.OFFICER, Role.HEAD, Role.LEADER, Role.AUDITOR})
KEEPS = frozenset({Role.MODERATOR})


@rows_for("phan-anh-loai_modeladmin_")
def category(owner: Agency) -> Row:
    return Row({"instance_pk": make.CategoryFactory().pk}, readers=LOOKS_UP, writers=KEEPS, closed={"delete"})


@rows_for("phan-anh-cau-hoi_modeladmin_")
def question(owner: Agency) -> Row:
    row = Question.objects.create(category=make.CategoryFactory(), code="mau", label="Màu gì?")
    return Row({"instance_pk": row.pk}, readers=LOOKS_UP, writers=KEEPS)


@rows_for("phan-anh-quy-tac_modeladmin_")
def routing_rule(owner: Agency) -> Row:
    row = RoutingRule.objects.create(name="Về chủ quản", agency=owner)
    return Row({"instance_pk": row.pk}, readers=LOOKS_UP, writers=KEEPS)


@rows_for("phan-anh-mau-tra-loi_modeladmin_")
def standard_text(owner: Agency) -> Row:
    row = StandardText.objects.create(title="Từ chối", transition="reject", body="Không tiếp nhận {ma_so}.")
    return Row({"instance_pk": row.pk}, readers=LOOKS_UP, writers=KEEPS)


@rows_for("phan-anh-kenh-dung_modeladmin_")
def right_channel(owner: Agency) -> Row:
    row = RightChannel.objects.create(channel="complaint", name="Ban Tiếp công dân")
    return Row({"instance_pk": row.pk}, readers=LOOKS_UP, writers=KEEPS)


@rows_for("yeu-cau-du-lieu-ca-nhan_modeladmin_")
def data_request(owner: Agency) -> Row:
    secret = new_secret()
    row = save_data_request(DataRequest(kind="access", way="letter", text=secret))
    keepers = frozenset({Role.MODERATOR, Role.OPERATOR})
    return Row({"instance_pk": row.pk}, secret, writers=keepers, closed={"delete"})


@rows_for("vi-pham-du-lieu-ca-nhan_modeladmin_")
def breach(owner: Agency) -> Row:
    secret = new_secret()
    row = Breach.objects.create(title=secret, data_kinds="số điện thoại")
    keepers = frozenset({Role.MODERATOR, Role.OPERATOR})
    return Row({"instance_pk": row.pk}, secret, writers=keepers, closed={"delete"})
