"""Rows of compliance for the walk through the admin."""

from django.utils import timezone

from home.compliance.models import Reading
from home.duties.enums import BearerGroup
from home.duties.models import Bearer, Duty
from ioc_site.common.citations import REGULATION
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.admin_rows import Row, new_secret, rows_for


@rows_for("compliance_")
def compliance(owner: Agency) -> Row:
    """What was found of an agency: its own people and those who follow all agencies read it."""
    secret = new_secret()
    duty, _new = Duty.objects.get_or_create(document=REGULATION, eid="dieu-4-khoan-3", text="x")
    Bearer.objects.get_or_create(duty=duty, group=BearerGroup.ALL)
    Reading.objects.create(
        period=f"{timezone.localdate():%Y-%m}",
        agency=owner,
        eid="dieu-4-khoan-3",
        measure="data.complete",
        reason=secret,
    )
    readers = frozenset({Role.AUDITOR, Role.MODERATOR, Role.INTERNAL_AFFAIRS, Role.LEADER})
    return Row({"slug": owner.slug, "eid": "dieu-4-khoan-3"}, secret, readers=readers)
