"""Schemathesis reads the OpenAPI document and tries every operation, with what it allows and with what it does not."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from ioc_site.common.api.registry import resources
from ioc_site.wsgi import application
from subsystems.agencies.api_keys import DELIVER_DATA, issue_key
from subsystems.agencies.models import Agency
from subsystems.indicators.models import Indicator
from tests.subsystems.indicators import deliveries as make
from workflows.field_reports.models import Tally

pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLES = 15  # for each operation, with and without a key

schemathesis.serializer("text/csv")(lambda ctx, value: value if isinstance(value, bytes) else str(value).encode())
for kind in (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
):
    schemathesis.serializer(kind)(lambda ctx, value: value if isinstance(value, bytes) else str(value).encode())


@pytest.fixture
def plain_key(catalogue, settings):
    """A key that delivers for the health department; there are figures to read."""
    settings.API_ANONYMOUS_PER_MINUTE = settings.API_KEY_PER_MINUTE = 1_000_000
    Indicator.objects.filter(code="YT-SXH").update(is_public=True)
    make.published(make.monthly())
    Tally.objects.create(period="12m", grain="", received=3, in_hand=3)
    return issue_key("HIS", Agency.objects.get(code="SYT"), [DELIVER_DATA])[1]


def test_no_operation_fails_or_answers_outside_its_description(plain_key):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    tried = set()
    for result in schema.get_all_operations():
        operation = result.ok()
        tried.add(operation.path.split("/")[3])
        for with_key in (True, False):
            _try(operation, plain_key if with_key else None)
    assert tried == {resource.name for resource in resources()}


def _try(operation, key):
    strategy = operation.as_strategy() | operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def each(case):
        headers = {"Accept-Encoding": "identity"}  # the transport of the tests unpacks nothing
        case.call_and_validate(headers=headers | ({"Authorization": f"Bearer {key}"} if key else {}))

    each()
