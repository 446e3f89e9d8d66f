"""Types of the parameters that several resources read: what they accept and how OpenAPI describes them."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from pydantic import BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from subsystems.indicators.period_codes import period_from_code
from subsystems.indicators.periods import ReportingPeriod

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YEAR = r"(197[6-9]|19[89][0-9]|20[0-9][0-9]|2100)"
_CODES = rf"^{_YEAR}(-(0[1-9]|1[0-2])|-Q[1-4]|-H[12])?$"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d))?", re.ASCII)

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9.-]{0,39}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,99}$")]


def _first_day(value: Any) -> int:
    return _bound(value).start_key


class _Bound:
    """The first and last day that a period or day in a parameter covers, as keys of periods."""

    def __init__(self, first: date, last: date) -> None:
        self.start_key, self.end_key = _key(first), _key(last)


def _key(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def _bound(value: Any) -> _Bound:
    text = str(value)
    try:
        if _DAY.fullmatch(text):
            return _Bound(date.fromisoformat(text), date.fromisoformat(text))
        if re.fullmatch(_CODES, text, re.ASCII):
            period: ReportingPeriod = period_from_code(text)
            return _Bound(period.start, period.end)
    except ValueError:
        pass
    raise PydanticCustomError("period", "{message}", {"message": _period_message(text)})


def _period_message(text: str) -> str:
    return _("“%(value)s” is no period: give 2026, 2026-Q3, 2026-H1, 2026-10 or 2026-10-05") % {"value": text[:40]}


def _last_day(value: Any) -> int:
    return _bound(value).end_key


_PERIOD_SCHEMA = {"anyOf": [{"type": "string", "pattern": _CODES}, {"type": "string", "format": "date"}]}
# The key (YYYYMMDD) of the first or of the last day of what the client wrote.
FirstDay = Annotated[int, BeforeValidator(_first_day), WithJsonSchema(_PERIOD_SCHEMA)]
LastDay = Annotated[int, BeforeValidator(_last_day), WithJsonSchema(_PERIOD_SCHEMA)]


def _moment(value: Any) -> datetime:
    text = str(value).replace(" ", "+")  # a plus that the client did not escape arrives as a blank
    if _MOMENT.fullmatch(text):
        try:
            moment = parse_datetime(text.upper() if "T" in text.upper() else f"{text}T00:00:00")
            if moment is not None:
                return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        except (ValueError, OverflowError):
            pass
    message = _("“%(value)s” is no moment: give 2026-10-05 or 2026-10-05T08:00:00+07:00") % {"value": text[:40]}
    raise PydanticCustomError("moment", "{message}", {"message": message})


Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}),
]
