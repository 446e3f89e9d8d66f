"""Every write of deliveries: taking in, checking, deciding, publishing. Screens, API, commands and jobs all come here.

A delivery is checked and published by durable jobs that its own transitions put into the outbox; small ones are done
at once as well, and the job then finds nothing left to do. So a killed worker loses nothing, and nothing is half done.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from ioc_site.common.permissions import require
from ioc_site.common.uploads.refusal import safe_name
from subsystems.agencies.models import Agency, ApiKey, User
from subsystems.indicators.enums import DeliverySource, RowKind
from subsystems.indicators.intake.checking import CheckResult, check_content
from subsystems.indicators.intake.findings import Change
from subsystems.indicators.intake.keys import unpack
from subsystems.indicators.intake.refusals import Finding
from subsystems.indicators.intake.tables import kind_of
from subsystems.indicators.models import Coverage, Delivery, DeliveryRow, IndicatorSet
from subsystems.indicators.permissions import user_can_deliver
from subsystems.indicators.publishing import CheckFailed
from workflows.engine.errors import Conflict, NotAllowed
from workflows.engine.parties import SYSTEM, Party
from workflows.engine.services import Fired, fire, open_case

# Up to this size a delivery is checked, and up to so many values published, while the person waits.
AT_ONCE_BYTES, AT_ONCE_VALUES = 400_000, 5_000
# Nobody sits in front of these: what passes the check goes on to the head by itself.
UNATTENDED = frozenset({DeliverySource.API, DeliverySource.PULL, DeliverySource.COMMAND})
_DEAD = ("rejected", "withdrawn", "rolled_back")

Actor = User | Party
Progress = Callable[[int, int], None]


def deliver(
    actor: Actor,
    indicator_set: IndicatorSet,
    agency: Agency,
    content: bytes,
    name: str,
    source: DeliverySource,
    *,
    defaults: Mapping[str, Any] | None = None,
    api_key: ApiKey | None = None,
    is_demo: bool = False,
) -> Delivery:
    """Take in a file for a set and an agency, and check it (at once when it is small, else in a job).

    ``defaults`` gives what no column of the file says: ``{"period": "2026-10"}``. Raises ``PermissionDenied`` when the
    actor does not deliver this set for this agency, and ``FileRefused`` for what is no table at all: then nothing is
    kept.
    """
    require(user_can_deliver(actor, indicator_set, agency))
    kind = kind_of(content, name)
    delivery = Delivery(
        indicator_set=indicator_set,
        agency=agency,
        source=source,
        uploaded_by=actor if isinstance(actor, User) else None,
        api_key=api_key,
        file_name=safe_name(name, kind),
        file_kind=kind,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        facts={"defaults": dict(defaults or {})},
        is_demo=is_demo or settings.IOC_DEMO,
    )
    with transaction.atomic():
        delivery.file.save(delivery.file_name, ContentFile(content), save=False)
        open_case(delivery, actor)
    if len(content) <= AT_ONCE_BYTES:
        check_delivery(delivery.pk)
        delivery.refresh_from_db()
    return delivery


def check_delivery(delivery_id: int, progress: Progress | None = None) -> Delivery:
    """Check a delivery that waits for it: keep what was found and pass or reject it. Any other is left as it is."""
    delivery = Delivery.objects.select_related("indicator_set", "agency").get(pk=delivery_id)
    if delivery.state != "uploaded":
        return delivery
    result = _check(delivery, progress)
    with transaction.atomic():
        locked = Delivery.objects.select_for_update().get(pk=delivery_id)
        if locked.state != "uploaded":
            return locked
        _keep(delivery, result)
        fire(delivery, "pass_check" if result.is_fine else "fail_check", SYSTEM)
        if result.is_fine and delivery.source in UNATTENDED and delivery.row_count:
            fire(delivery, "submit", SYSTEM)
    return delivery


def preview(
    content: bytes, name: str, indicator_set: IndicatorSet, agency: Agency, defaults: Mapping[str, Any] | None = None
) -> CheckResult:
    """What a file would do, without keeping anything (dry run)."""
    return check_content(content, name, indicator_set, agency, defaults=dict(defaults or {}))


def act(
    delivery: Delivery,
    code: str,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    comment: str = "",
    **sending: Any,
) -> Fired:
    """A step of a person, with what follows from it: an approved small delivery is published, a roll-back restores the
    deliveries before. Raises what ``fire`` raises."""
    with transaction.atomic():
        fired = fire(delivery, code, actor, data, comment, **sending)
        if code == "roll_back" and not fired.is_repeat:
            _settle(fired)
    if code == "approve" and delivery.row_count <= AT_ONCE_VALUES:
        publish_delivery(delivery.pk)
        delivery.refresh_from_db()
    return fired


def publish_delivery(delivery_id: int) -> Delivery:
    """Publish an approved delivery in one transaction; any other is left as it is.

    When what its file refers to has changed since the check, it is rejected with the errors instead.
    """
    delivery = Delivery.objects.select_related("indicator_set", "agency").get(pk=delivery_id)
    if delivery.state != "approved":
        return delivery
    try:
        with transaction.atomic():
            _settle(fire(delivery, "publish", SYSTEM))
    except CheckFailed:
        _reject_after_all(delivery)
    except (Conflict, NotAllowed):  # another worker was quicker
        delivery.refresh_from_db()
    return delivery


def _settle(fired: Fired) -> None:
    """Mark the deliveries of which nothing holds any more as superseded, and those that hold again as published."""
    for other in Delivery.objects.filter(pk__in=fired.event.data.get("others", [])):
        if other.state == "published" and other.live_rows == 0:
            fire(other, "supersede", SYSTEM)
        elif other.state == "superseded" and other.live_rows > 0:
            fire(other, "restore", SYSTEM)


def _reject_after_all(delivery: Delivery) -> None:
    delivery.refresh_from_db()
    result = _check(delivery, None)
    with transaction.atomic():
        _keep(delivery, result)
        fire(delivery, "fail_check", SYSTEM)


def _check(delivery: Delivery, progress: Progress | None) -> CheckResult:
    with delivery.file.open("rb") as file:
        content = file.read()
    defaults = delivery.facts.get("defaults", {})
    result = check_content(
        content, delivery.file_name, delivery.indicator_set, delivery.agency, defaults=defaults, progress=progress
    )
    if result.is_fine and (earlier := _same_file(delivery)):
        result.findings.add(Finding(RowKind.WARNING, "same_file", {"reference": earlier}))
    return result


def _same_file(delivery: Delivery) -> str | None:
    """The reference of an earlier delivery of the very same file, unless it came to nothing."""
    same = Delivery.objects.filter(
        digest=delivery.digest, indicator_set=delivery.indicator_set_id, agency=delivery.agency_id
    )
    return same.exclude(pk=delivery.pk).exclude(state__in=_DEAD).values_list("reference", flat=True).last()


def _keep(delivery: Delivery, result: CheckResult) -> None:
    """Write down what a check found; what an earlier check found goes."""
    findings, counts = result.findings, result.findings.counts
    DeliveryRow.objects.filter(delivery=delivery).delete()
    Coverage.objects.filter(delivery=delivery).delete()
    rows = [_row_of(delivery, finding) for finding in findings.kept]
    sheet = result.facts.get("sheet", "")
    rows += [_value_row(delivery, change, RowKind.CHANGED, sheet) for change in findings.changed]
    rows += [_value_row(delivery, change, RowKind.NEW, sheet) for change in findings.new]
    DeliveryRow.objects.bulk_create(rows, batch_size=500)
    Coverage.objects.bulk_create(
        [
            Coverage(delivery=delivery, period=c.period, delivered=c.delivered, expected=c.expected)
            for c in result.coverage
        ]
    )
    delivery.row_count = findings.value_count
    delivery.new_count, delivery.changed_count = counts["new"], counts["changed"]
    delivery.unchanged_count = counts["unchanged"]
    delivery.error_count, delivery.warning_count = counts[RowKind.ERROR], counts[RowKind.WARNING]
    periods = [covered.period for covered in result.coverage]
    delivery.first_period, delivery.last_period = min(periods, default=None), max(periods, default=None)
    delivery.facts = {**result.facts, "defaults": delivery.facts.get("defaults", {})}
    delivery.checked_at = timezone.now()
    delivery.save()


def _row_of(delivery: Delivery, finding: Finding) -> DeliveryRow:
    return DeliveryRow(
        delivery=delivery,
        kind=finding.kind,
        sheet=finding.sheet[:60],
        row=finding.row,
        column=finding.column[:120],
        column_number=min(finding.column_number, 32767),
        value=finding.value[:200],
        code=finding.code,
        params=finding.params,
    )


def _value_row(delivery: Delivery, change: Change, kind: RowKind, sheet: str) -> DeliveryRow:
    indicator, area, part, period = unpack(change.key)
    return DeliveryRow(
        delivery=delivery,
        kind=kind,
        sheet=sheet[:60],
        row=change.row,
        params={"indicator": indicator, "area": area, "part": part, "period": period},
        old_value=change.old,
        new_value=change.new,
    )
