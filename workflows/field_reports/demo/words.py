"""The words of made-up reports, from ``data/field_reports/demo.yaml``."""

from functools import lru_cache

from django.conf import settings

from ioc_site.common.datafiles import StrictRow, read_data_file


class KindWords(StrictRow):
    """What people write about one category, how often it comes and what is done about it."""

    weight: int
    texts: list[str]
    results: list[str]


class DemoWords(StrictRow):
    """All phrases; ``rejections`` and ``redirects`` are texts by the code of the reason or channel."""

    streets: list[str]
    landmarks: list[str]
    endings: list[str]
    kinds: dict[str, KindWords]
    questions: list[str]
    answers: list[str]
    extension_reasons: list[str]
    grants: list[str]
    returns: list[str]
    send_backs: list[str]
    notes: list[str]
    rejections: dict[str, str]
    redirects: dict[str, str]
    praise: list[str]
    complaints: list[str]
    reopenings: list[str]
    names: list[str]


@lru_cache(maxsize=1)
def words() -> DemoWords:
    """The phrases, read once."""
    return read_data_file(settings.BASE_DIR / "data/field_reports/demo.yaml", DemoWords).content
