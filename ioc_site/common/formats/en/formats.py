"""Formats of the English interface: day first, as everybody in the province writes dates."""

from ioc_site.common.formats.vi.formats import (
    DATE_INPUT_FORMATS as DATE_INPUT_FORMATS,
)
from ioc_site.common.formats.vi.formats import (
    DATETIME_INPUT_FORMATS as DATETIME_INPUT_FORMATS,
)
from ioc_site.common.formats.vi.formats import (
    FIRST_DAY_OF_WEEK as FIRST_DAY_OF_WEEK,
)
from ioc_site.common.formats.vi.formats import (
    TIME_INPUT_FORMATS as TIME_INPUT_FORMATS,
)

DATE_FORMAT = "j M Y"
SHORT_DATE_FORMAT = "d/m/Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
