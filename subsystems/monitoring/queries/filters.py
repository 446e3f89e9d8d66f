"""The filters of the list of mentions: what stands in the address, turned into one question to the index."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.models import Agency, Area
from subsystems.monitoring.enums import SourceKind, Tone, Urgency
from subsystems.monitoring.fulltext import LAST_KEY, Asked
from subsystems.monitoring.models import Source, Topic
from subsystems.monitoring.models.mention import day_keys
from subsystems.monitoring.words import folded_words

MOST_WORDS = 12
LONGEST_QUERY = 200
_QUOTED = re.compile(r"[\"“”](.+?)[\"“”]")

Options = Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as the form shows it; ``chosen`` is empty for all."""

    name: str
    label: Any
    options: Options
    chosen: str


@dataclass(frozen=True, slots=True)
class MentionFilters:
    """What was chosen, and the question that it makes; ``wrong_day`` when a day cannot be read."""

    words: str
    first: str
    last: str
    filters: list[Filter]
    asked: Asked
    wrong_day: bool

    @property
    def is_narrowed(self) -> bool:
        return self.asked.is_narrowed or bool(self.first or self.last)


# Name in the address → label, and the prefix of the facet.
_FACETS: dict[str, tuple[Any, str]] = {
    "chu-de": (_("Topic"), "t_"),
    "sac-thai": (_("Tone"), "tone_"),
    "khan": (_("Urgency"), "u_"),
    "loai": (_("Kind of source"), "k_"),
    "nguon": (_("Source"), "s_"),
    "dia-ban": (_("Area"), "a_"),
    "co-quan": (_("Agency named"), "g_"),
}


def read_filters(query: QueryDict) -> MentionFilters:
    """The filters of a request; unknown values count as none. Four queries."""
    options = _options()
    filters, facets = [], []
    for name, (label, prefix) in _FACETS.items():
        known = {value for value, _label in options[name]}
        chosen = query.get(name, "") if query.get(name, "") in known else ""
        filters.append(Filter(name, label, options[name], chosen))
        if chosen:
            facets.append(f"{prefix}{chosen}")
    if query.get("nhap") == "1":
        facets.append("by_hand")
    words = query.get("q", "")[:LONGEST_QUERY]
    low, high, wrong = _span(query.get("tu", ""), query.get("den", ""))
    asked = Asked(tuple(facets), tuple(phrases_of(words)), low, high)
    return MentionFilters(words, query.get("tu", "")[:10], query.get("den", "")[:10], filters, asked, wrong)


def _options() -> dict[str, Options]:
    def rows(queryset: Any, *names: str) -> list[tuple[str, Any]]:
        return [(str(pk), name) for pk, name in queryset.values_list(*names)]

    areas = Area.objects.valid_on().exclude(level="province").only("name", "kind")
    return {
        "chu-de": rows(Topic.objects.all(), "pk", "name"),
        "sac-thai": Tone.choices,
        "khan": [(str(value), label) for value, label in Urgency.choices],
        "loai": SourceKind.choices,
        "nguon": rows(Source.objects.all(), "pk", "name"),
        "dia-ban": [(str(area.pk), area.full_name) for area in areas],
        "co-quan": rows(Agency.objects.valid_on(), "pk", "name"),
    }


def phrases_of(text: str) -> list[tuple[str, ...]]:
    """What was typed as phrases of folded words: quoted words stand together, others each for themselves."""
    quoted = [tuple(folded_words(part)) for part in _QUOTED.findall(text)]
    single = [(word,) for word in dict.fromkeys(folded_words(_QUOTED.sub(" ", text)))]
    return [phrase[:MOST_WORDS] for phrase in [*quoted, *single] if phrase and all(phrase)][:MOST_WORDS]


def _span(first: str, last: str) -> tuple[int, int, bool]:
    wrong, low, high = False, 0, LAST_KEY
    try:
        low = day_keys(date.fromisoformat(first), date.fromisoformat(first))[0] if first else 0
    except (ValueError, OverflowError):
        wrong = True
    try:
        high = day_keys(date.fromisoformat(last), date.fromisoformat(last))[1] if last else LAST_KEY
    except (ValueError, OverflowError):
        wrong = True
    return low, high, wrong
