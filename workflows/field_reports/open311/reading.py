"""What clients send to the Open311 interface, read and checked."""

import hashlib
import secrets
from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from subsystems.agencies.models import ApiKey
from workflows.field_reports.enums import QuestionKind, Source
from workflows.field_reports.models import Category, Question
from workflows.field_reports.open311.answers import Refusal
from workflows.field_reports.places import PlaceRefused, check_position, propose_areas
from workflows.field_reports.questions import NumberField, kept
from workflows.field_reports.services import Contact, NewReport

DAYS = 90
DEFAULT_SIZE, MAX_SIZE, MAX_OFFSET = 50, 1000, 20_000
MAX_DESCRIPTION = 5000
MEDIA_FIELDS = ("media", "file", "photo")


def text(data: QueryDict, name: str, limit: int) -> str:
    """A parameter as text; refuses one that is too long or holds NUL."""
    value = data.get(name, "").strip()
    if "\x00" in value:
        raise Refusal(400, f"{name}: NUL is no text")
    if len(value) > limit:
        raise Refusal(400, f"{name}: at most {limit} characters")
    return value


def window(query: QueryDict, default_days: int = DAYS) -> tuple[datetime, datetime]:
    """The span that a list covers: given, or the last days; at most 90 days long."""
    end = _moment(query, "end_date")
    start = _moment(query, "start_date")
    if start is None and end is None:
        end = timezone.now() + timedelta(minutes=1)
        return end - timedelta(days=default_days), end
    end = end or min(timezone.now() + timedelta(minutes=1), (start or timezone.now()) + timedelta(days=DAYS))
    start = start or end - timedelta(days=DAYS)
    if start > end:
        raise Refusal(400, "start_date lies after end_date")
    if end - start > timedelta(days=DAYS + 1):
        raise Refusal(400, f"start_date and end_date span at most {DAYS} days")
    return start, end


def _moment(query: QueryDict, name: str) -> datetime | None:
    value = text(query, name, 40)
    return _read_moment(value, name) if value else None


def _read_moment(value: str, name: str) -> datetime:
    try:
        # A plus that the client did not escape arrives as a blank.
        moment = parse_datetime(value.replace(" ", "+") if "T" in value else value)
        if moment is None or not MINYEAR + 1 < moment.year < MAXYEAR:  # at the ends nothing can be counted
            raise ValueError
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    except (ValueError, OverflowError):
        raise Refusal(400, f"{name}: not a W3C date and time such as 2026-05-23T08:00:00+07:00") from None


def page_of(query: QueryDict) -> tuple[int, int]:
    """(offset, size) from ``page`` and ``page_size``."""
    page, size = _whole(query, "page", 1), _whole(query, "page_size", DEFAULT_SIZE)
    if size > MAX_SIZE:
        raise Refusal(400, f"page_size: at most {MAX_SIZE}")
    if (page - 1) * size > MAX_OFFSET:
        raise Refusal(400, "page: too far; narrow the span with start_date and end_date")
    return (page - 1) * size, size


def _whole(query: QueryDict, name: str, default: int) -> int:
    value = text(query, name, 12)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()) or int(value) < 1:
        raise Refusal(400, f"{name}: a whole number from 1")
    return int(value)


def several(query: QueryDict, name: str, limit: int = 100) -> list[str]:
    """A parameter that may hold several values, separated by commas."""
    values = [value.strip() for value in text(query, name, 5000).split(",") if value.strip()]
    if len(values) > limit:
        raise Refusal(400, f"{name}: at most {limit} values")
    return values


def new_report(request: HttpRequest, client: ApiKey) -> NewReport:
    """The report in a POST of a client, checked; raises ``Refusal``."""
    data = request.POST
    code = text(data, "service_code", 60)
    if not code:
        raise Refusal(400, "service_code is missing")
    category = Category.objects.filter(code=code, is_active=True, parent__isnull=False).first()
    if category is None:
        raise Refusal(400, f"service_code {code} is not known")
    description = text(data, "description", MAX_DESCRIPTION)
    if not description:
        raise Refusal(400, "description is missing")
    longitude, latitude = _position(data)
    address = text(data, "address_string", 300)
    if latitude is None and not address:
        raise Refusal(400, "lat and long, or address_string, are missing")
    proposals = propose_areas(latitude, longitude, 1) if latitude is not None and longitude is not None else []
    return NewReport(
        category=category,
        description=description,
        latitude=latitude,
        longitude=longitude,
        address=address,
        area=proposals[0].area if proposals else None,
        answers=_answers(data, category),
        source=Source.OPEN311,
        contact=_contact(data),
        photos=_photos(request),
        sending_key=_sending_key(request, client),
    )


def _position(data: QueryDict) -> tuple[float | None, float | None]:
    latitude, longitude = text(data, "lat", 40), text(data, "long", 40)
    if not latitude and not longitude:
        return None, None
    if not latitude or not longitude:
        raise Refusal(400, "lat and long come together")
    try:
        return check_position(latitude, longitude)
    except PlaceRefused as error:
        raise Refusal(400, f"lat, long: {error}") from None


def _contact(data: QueryDict) -> Contact:
    """Names are put together family name first, as Vietnamese names are written."""
    email = text(data, "email", 254)
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refusal(400, "email: not an e-mail address") from None
    name = f"{text(data, 'last_name', 100)} {text(data, 'first_name', 100)}".strip()
    phone = text(data, "phone", 30)
    consent = "open311" if name or phone or email else ""
    return Contact(name=name, phone=phone, email=email, consent_version=consent)


def _answers(data: QueryDict, category: Category) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for question in category.questions.all():
        field = f"attribute[{question.code}]"
        values = [v.strip() for v in [*data.getlist(field), *data.getlist(f"{field}[]")] if v.strip()]
        if not values:
            if question.is_required:
                raise Refusal(400, f"{field} is missing")
            continue
        answers[question.code] = _answer(question, field, values)
    return answers


def _answer(question: Question, field: str, values: list[str]) -> str | list[str]:
    if any("\x00" in value or len(value) > 2000 for value in values):
        raise Refusal(400, f"{field}: at most 2000 characters, and no NUL")
    if question.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        if unknown := set(values) - set(question.choice_list):
            raise Refusal(400, f"{field}: not in the list: {', '.join(sorted(unknown))}")
        return values if question.kind == QuestionKind.MULTIPLE else values[0]
    if question.kind == QuestionKind.NUMBER:
        return kept(_number(values[0], field))
    if question.kind == QuestionKind.DATETIME:
        return kept(_read_moment(values[0], field))
    return values[0]


def _number(value: str, field: str) -> Any:
    try:
        return NumberField().clean(value)
    except ValidationError as error:
        raise Refusal(400, f"{field}: {' '.join(error.messages)}") from None


def _photos(request: HttpRequest) -> tuple[UploadedFile, ...]:
    """Photos sent with the request; a ``media_url`` is not fetched, as the portal takes pictures, not addresses."""
    files = [upload for name in MEDIA_FIELDS for upload in request.FILES.getlist(name)]
    if len(files) > 5:
        raise Refusal(400, _("at most 5 photos"))
    return tuple(files)


def _sending_key(request: HttpRequest, client: ApiKey) -> str:
    """A client that sends an Idempotency-Key gets the same report for the same key; else it is a new one each time.

    The client is part of what is kept: two that count from 1 must not get each other's reports.
    """
    given = request.headers.get("Idempotency-Key", "")
    if not given:
        return f"o311-{secrets.token_hex(16)}"
    return f"o311-{hashlib.sha256(f'{client.pk}:{given}'.encode()).hexdigest()[:59]}"
