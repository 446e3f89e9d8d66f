"""Deliveries through the API, with an agency's key (scope ``deliveries.write``): ``POST /api/v1/deliveries``.

The body is a file (``multipart/form-data`` field ``file``, or the file itself as ``text/csv``), or JSON
``{"indicator_set": "YT-THANG", "observations": [{"indicator", "area", "period", "breakdown", "value"}, …]}``. What
passes the check waits for the head of the agency like any other delivery (Article 4, clause 3). Answers are JSON:
201 with the delivery, 422 with it and its errors, 400, 401, 403 and 404 with ``{"error": …}``.
"""

import csv
import io
import json
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from subsystems.agencies.api_keys import DELIVER_DATA, key_for
from subsystems.agencies.models import ApiKey
from subsystems.indicators.enums import DeliverySource, RowKind
from subsystems.indicators.intake.refusals import FileRefused, text_of
from subsystems.indicators.intake.tables import MAX_BYTES
from subsystems.indicators.models import Delivery, IndicatorSet
from subsystems.indicators.permissions import CLIENT
from subsystems.indicators.pulling import COLUMNS
from subsystems.indicators.services import deliver

_SHOWN_ERRORS = 100


class _Refused(Exception):
    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


@never_cache
@csrf_exempt
@require_POST
def post_delivery(request: HttpRequest) -> JsonResponse:
    """Take in a delivery for the agency of the key."""
    try:
        key = _key(request)
        content, name, set_code, defaults = _content(request)
        indicator_set = IndicatorSet.objects.filter(code=set_code, is_active=True).first()
        if indicator_set is None:
            raise _Refused(404, _("“%(code)s” is not known") % {"code": set_code[:40]})
        delivery = deliver(
            CLIENT, indicator_set, key.agency, content, name, DeliverySource.API, defaults=defaults, api_key=key
        )
    except _Refused as refused:
        return _error(refused.status, refused.text)
    except PermissionDenied as error:
        return _error(403, str(error))
    except FileRefused as error:
        return _error(422, error.finding.text)
    except RequestDataTooBig:
        return _error(413, text_of("too_big", {"limit": "20 MB"}))
    response = JsonResponse(_shown(delivery), status=422 if delivery.state == "rejected" else 201)
    response["Location"] = reverse("api_delivery", args=[delivery.reference])
    return response


@never_cache
@require_GET
def get_delivery(request: HttpRequest, reference: str) -> JsonResponse:
    """How a delivery of the key's own agency stands."""
    try:
        key = _key(request)
    except _Refused as refused:
        return _error(refused.status, refused.text)
    delivery = Delivery.objects.filter(reference=reference, agency=key.agency_id).first()
    if delivery is None:
        return _error(404, _("There is no such delivery."))
    return JsonResponse(_shown(delivery))


def _key(request: HttpRequest) -> ApiKey:
    header = request.headers.get("Authorization", "")
    plain = header[7:].strip() if header.lower().startswith("bearer ") else request.headers.get("X-Api-Key", "")
    key = key_for(plain, DELIVER_DATA)
    if key is None:
        raise _Refused(401, _("A key that may deliver data is needed: Authorization: Bearer …"))
    return key


def _content(request: HttpRequest) -> tuple[bytes, str, str, dict[str, str]]:
    """The file, its name, the code of the set, and what no column says."""
    code = request.GET.get("indicator_set", "")
    period = request.GET.get("period", "")[:40]
    defaults = {"period": period} if period else {}
    if request.content_type == "multipart/form-data":
        file = request.FILES.get("file")
        if file is None:
            raise _Refused(400, _("The field “file” is missing."))
        return file.read(), file.name or "a.csv", request.POST.get("indicator_set", code), defaults
    if int(request.headers.get("Content-Length") or 0) > MAX_BYTES:
        raise _Refused(413, text_of("too_big", {"limit": "20 MB"}))
    body = request.read(MAX_BYTES + 1)
    if request.content_type == "application/json":
        return _from_json(body, code, defaults)
    return body, "api.csv", code, defaults


def _from_json(body: bytes, code: str, defaults: dict[str, str]) -> tuple[bytes, str, str, dict[str, str]]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise _Refused(400, _("The body is not JSON.")) from None
    rows = data.get("observations") if isinstance(data, dict) else None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise _Refused(400, _("“observations” has to be a list of objects."))
    if unknown := sorted({str(name) for row in rows for name in row} - set(COLUMNS)):
        raise _Refused(400, _("Unknown fields: %(names)s") % {"names": ", ".join(unknown)[:200]})
    names = [name for name in COLUMNS if any(name in row for row in rows)]
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([COLUMNS[name] for name in names])
    writer.writerows([[_cell(row.get(name)) for name in names] for row in rows])
    return output.getvalue().encode("utf-8", "replace"), "api.csv", str(data.get("indicator_set", code)), defaults


def _cell(value: Any) -> Any:
    """A number as it was sent, with a point: a file of its own kind has one form."""
    if isinstance(value, bool | dict | list):
        return json.dumps(value)
    return "" if value is None else (repr(value) if isinstance(value, float) else value)


def _shown(delivery: Delivery) -> dict[str, Any]:
    errors = delivery.rows.filter(kind=RowKind.ERROR).order_by("row", "pk")[:_SHOWN_ERRORS]
    return {
        "reference": delivery.reference,
        "indicator_set": delivery.indicator_set.code,
        "agency": delivery.agency.code,
        "state": delivery.state,
        "state_label": str(delivery.current_state.label),
        "new": delivery.new_count,
        "changed": delivery.changed_count,
        "unchanged": delivery.unchanged_count,
        "warnings": delivery.warning_count,
        "error_count": delivery.error_count,
        "errors": [
            {"row": e.row, "column": e.column, "value": e.value, "code": e.code, "message": text_of(e.code, e.params)}
            for e in errors
        ],
    }


def _error(status: int, text: str) -> JsonResponse:
    return JsonResponse({"error": text}, status=status)
