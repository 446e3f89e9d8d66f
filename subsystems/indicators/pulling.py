"""Fetching deliveries from other systems by schedule (Article 8, clause 5, point b).

What comes back is brought into a CSV file of our own headings by the source's mapping and then goes the way of every
delivery. The address is fetched as ``ioc_site.common.http`` fetches: no private networks unless the settings allow
them, bounded in time, size and redirects.
"""

import csv
import hashlib
import io
import json
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from ioc_site.common.http import FetchError, fetch
from subsystems.indicators.enums import DeliverySource
from subsystems.indicators.intake.encodings import decode
from subsystems.indicators.intake.refusals import FileRefused
from subsystems.indicators.intake.tables import MAX_BYTES
from subsystems.indicators.models import Delivery, PullSource
from subsystems.indicators.models.pull import PullFormat
from subsystems.indicators.services import deliver
from workflows.engine.parties import SYSTEM

logger = logging.getLogger(__name__)
COLUMNS = {"indicator": "Mã chỉ tiêu", "area": "Địa bàn", "period": "Kỳ", "breakdown": "Phân tổ", "value": "Giá trị"}
_TIMEOUT = 60.0


def pull_due(now: datetime, check: Callable[[], None] = lambda: None) -> dict[str, int]:
    """Fetch from every active source whose time has come; one that fails does not keep the others waiting."""
    counts = {"delivered": 0, "unchanged": 0, "failed": 0}
    for source in PullSource.objects.filter(is_active=True).select_related("indicator_set", "agency"):
        check()
        if source.last_run_at and source.last_run_at + timedelta(hours=source.every_hours) > now:
            continue
        outcome = pull(source, now)
        counts["failed" if source.last_error else ("delivered" if outcome else "unchanged")] += 1
    return counts


def pull(source: PullSource, now: datetime) -> Delivery | None:
    """Fetch from one source and deliver what came back; ``None`` when it is the same as last time, or failed.

    Why it failed stands in ``last_error``.
    """
    source.last_run_at, source.last_error = now, ""
    delivery = None
    try:
        content = _mapped(source, _fetched(source))
        digest = hashlib.sha256(content).hexdigest()
        if digest != source.last_digest:
            name = f"{source.indicator_set.code.lower()}.csv"
            delivery = deliver(SYSTEM, source.indicator_set, source.agency, content, name, DeliverySource.PULL)
            source.last_digest = digest
    except FetchError as error:
        source.last_error = str(error)[:500]
    except FileRefused as error:
        source.last_error = error.finding.text[:500]
    except Exception as error:
        logger.exception("the data source %s could not be fetched", source.pk)
        source.last_error = str(error)[:500] or type(error).__name__
    source.save(update_fields=["last_run_at", "last_error", "last_digest"])
    return delivery


def _fetched(source: PullSource) -> bytes:
    answer = fetch(source.url, timeout=_TIMEOUT, max_bytes=MAX_BYTES)
    if not answer.ok:
        raise FetchError(_("The other system answered with status %(status)s.") % {"status": answer.status})
    return answer.content


def _mapped(source: PullSource, content: bytes) -> bytes:
    """The answer as a CSV file with our headings; raises ``FileRefused``."""
    records = _json_records(source, content) if source.format == PullFormat.JSON else _csv_records(content)
    names = [role for role in COLUMNS if role in source.mapping or role in source.constants]
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([COLUMNS[role] for role in names])
    for record in records:
        writer.writerow([_cell(source, record, role) for role in names])
    return output.getvalue().encode()


def _cell(source: PullSource, record: dict[str, Any], role: str) -> Any:
    if role not in source.mapping:
        return source.constants[role]
    value: Any = record
    for step in str(source.mapping[role]).split("."):
        if not isinstance(value, dict) or step not in value:
            raise FileRefused("not_json", {"why": f"“{source.mapping[role]}”"})
        value = value[step]
    return repr(value) if isinstance(value, float) else value


def _csv_records(content: bytes) -> Iterable[dict[str, Any]]:
    text, _encoding = decode(content)
    return csv.DictReader(io.StringIO(text))


def _json_records(source: PullSource, content: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise FileRefused("not_json", {"why": "JSON"}) from None
    for step in filter(None, source.records_path.split(".")):
        found = found.get(step) if isinstance(found, dict) else None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise FileRefused("not_json", {"why": source.records_path or "[…]"})
    return found
