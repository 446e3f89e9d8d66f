"""Deliveries through the API, with an agency's key (scope ``deliveries.write``): ``POST /api/v1/deliveries``.

The body is a file (``multipart/form-data`` field ``file``, or the file itself as ``text/csv`` or as a spreadsheet), or
JSON (``DeliveryIn``). What passes the check waits for the head of the agency like any other delivery (Article 4,
clause 3): 201 with the delivery. One with errors is answered with 422 and all that is wrong in it, row by row.
"""

import csv
import io
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field, StrictFloat, StrictInt, StringConstraints, ValidationError

from ioc_site.common.api.answers import answer
from ioc_site.common.api.openapi import KEY_NEEDED
from ioc_site.common.api.problems import MEDIA_TYPE, Problem, unknown_value
from ioc_site.common.api.serving import require_scope
from ioc_site.common.datafiles import fault_message
from subsystems.agencies.api_keys import DELIVER_DATA
from subsystems.indicators.enums import DeliverySource, RowKind
from subsystems.indicators.intake.refusals import FileRefused, text_of
from subsystems.indicators.intake.tables import MAX_BYTES
from subsystems.indicators.models import Delivery, IndicatorSet
from subsystems.indicators.permissions import CLIENT
from subsystems.indicators.pulling import COLUMNS
from subsystems.indicators.services import deliver
from subsystems.indicators.sharing.schemas import DeliveryOut

router = Router()
_SHOWN_ERRORS = 100
_SPREADSHEETS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "api.xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": "api.ods",
}
Text = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]


class ObservationIn(Schema):
    """One figure; a column that is the same in all rows may be left out where the query or the set says it."""

    model_config = ConfigDict(extra="forbid")

    indicator: Text | None = Field(None, description="Code or name", examples=["YT-SXH"])
    area: Text | None = Field(None, description="Code or name of the area", examples=["593"])
    period: Text | None = Field(None, examples=["2026-10"])
    breakdown: Text | None = Field(None, description="Code or name of the part; left out: the whole")
    value: StrictInt | StrictFloat | Text | None = Field(
        description="A number, or a text as it would stand in a cell: 1.234,5", examples=[12]
    )


class DeliveryIn(Schema):
    """A delivery as JSON."""

    model_config = ConfigDict(extra="forbid")

    indicator_set: Text | None = Field(None, description="Code of the indicator set, if the query does not say it")
    observations: list[ObservationIn] = Field(min_length=1, max_length=100_000)


class DeliveryQuery(Schema):
    """What the body does not say."""

    indicator_set: str | None = Field(None, max_length=40, description="Code of the indicator set")
    period: str | None = Field(None, max_length=40, description="The period of all rows without one")


_FILE = {"type": "string", "format": "binary"}
_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": DeliveryIn.model_json_schema(ref_template="#/components/schemas/{model}")},
        "text/csv": {"schema": {"type": "string"}},
        **{kind: {"schema": _FILE} for kind in _SPREADSHEETS},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": _FILE, "indicator_set": {"type": "string", "maxLength": 40}},
                "required": ["file"],
            }
        },
    },
}
_REJECTED = {
    "description": "Rejected: what is wrong with its rows, or with the file as a whole",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


@router.post(
    "",
    response={201: DeliveryOut, 422: DeliveryOut},
    url_name="api_deliveries",
    summary="Deliver data",
    openapi_extra={
        "requestBody": _BODY,
        "security": KEY_NEEDED,
        "x-problems": (403, 413, 415),
        "responses": {422: _REJECTED},
    },
)
def post_delivery(request: HttpRequest, query: Query[DeliveryQuery]) -> HttpResponseBase:
    """Take in a delivery for the agency of the key; the head of the agency approves it before it is published."""
    key = require_scope(request, DELIVER_DATA)
    try:
        content, name, set_code = _content(request, query.indicator_set or "")
        indicator_set = IndicatorSet.objects.filter(code=set_code.replace("\x00", ""), is_active=True).first()
        if indicator_set is None:
            raise unknown_value("indicator_set", set_code)
        defaults = {"period": query.period.replace("\x00", "")} if query.period else {}
        delivery = deliver(
            CLIENT, indicator_set, key.agency, content, name, DeliverySource.API, defaults=defaults, api_key=key
        )
    except PermissionDenied as error:
        raise Problem("not-allowed", str(error)) from None
    except FileRefused as error:
        raise Problem("file-refused", error.finding.text) from None
    except RequestDataTooBig:
        raise _too_large() from None
    response = answer(request, _shown(delivery), status=422 if delivery.state == "rejected" else 201)
    response["Location"] = reverse("api_delivery", args=[delivery.reference])
    return response


@router.get(
    "/{reference}",
    response=DeliveryOut,
    url_name="api_delivery",
    summary="How a delivery stands",
    openapi_extra={"security": KEY_NEEDED, "x-problems": (403,)},
)
def get_delivery(request: HttpRequest, reference: str) -> HttpResponseBase:
    """A delivery of the agency of the key."""
    key = require_scope(request, DELIVER_DATA)
    rows = Delivery.objects.select_related("indicator_set", "agency")
    delivery = rows.filter(reference=reference.replace("\x00", ""), agency=key.agency_id).first()
    if delivery is None:
        raise Problem("not-found", _("There is no such delivery."))
    return answer(request, _shown(delivery))


def _too_large() -> Problem:
    return Problem("too-large", text_of("too_big", {"limit": "20 MB"}))


def _content(request: HttpRequest, code: str) -> tuple[bytes, str, str]:
    """The file, its name, and the code of the set."""
    kind = request.content_type
    if kind == "multipart/form-data":
        try:
            file, code = request.FILES.get("file"), request.POST.get("indicator_set", code)
        except MultiPartParserError:
            raise Problem("invalid-body", _("The body is not a form.")) from None
        if not isinstance(file, UploadedFile):
            raise Problem("invalid-body", _("The field “file” is missing."))
        return file.read(), file.name or "a.csv", code
    if kind not in ("", "application/json", "text/csv", *_SPREADSHEETS):
        raise Problem("unsupported-type", ", ".join(_BODY["content"]))  # type: ignore[arg-type]
    if int(request.headers.get("Content-Length") or 0) > MAX_BYTES:
        raise _too_large()
    body = request.read(MAX_BYTES + 1)
    if kind == "application/json":
        return _from_json(body, code)
    return body, _SPREADSHEETS.get(str(kind), "api.csv"), code


def _from_json(body: bytes, code: str) -> tuple[bytes, str, str]:
    """The rows of a JSON body as the CSV file that they would be."""
    try:
        data = DeliveryIn.model_validate_json(body)
    except ValidationError as error:
        faults = [
            {"location": "body", "name": ".".join(map(str, fault["loc"])) or "–", "message": fault_message(fault)}
            for fault in error.errors(include_url=False)[:_SHOWN_ERRORS]
        ]
        raise Problem("invalid-body", f"{faults[0]['name']}: {faults[0]['message']}", faults) from None
    names = [name for name in COLUMNS if any(getattr(row, name) is not None for row in data.observations)]
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([COLUMNS[name] for name in names])
    writer.writerows([[_cell(getattr(row, name)) for name in names] for row in data.observations])
    return output.getvalue().encode("utf-8", "replace"), "api.csv", data.indicator_set or code


def _cell(value: Any) -> Any:
    """A number as it was sent, with a point: a file of its own kind has one form."""
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
