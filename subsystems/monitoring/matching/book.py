"""The rules, phrases and names of the directory as one book that a text is held against."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from subsystems.monitoring.enums import Tone, Urgency
from subsystems.monitoring.matching.trie import Span, Trie, found_phrases
from subsystems.monitoring.words import Text, folded_words, marked_words

Found = Mapping[int, list[Span]]
_MOST_HITS = 8
# So many rules say why a text is on a topic; more of them would tell nobody more.
_MOST_RULES = 5
# Of a phrase that a text repeats endlessly only so many places are paired with others.
_MOST_PAIRED = 100


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule as staff wrote it: phrases as text, ids of areas and agencies, kinds of sources (none: all)."""

    key: int
    topic: int
    name: str
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    near: tuple[tuple[str, str], ...] = ()
    near_words: int = 10
    none_of: tuple[str, ...] = ()
    with_accents: bool = False
    areas: frozenset[int] = frozenset()
    agencies: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Without anything that must occur a rule finds nothing."""
        return not (self.any_of or self.all_of or self.near or self.areas or self.agencies)


@dataclass(frozen=True, slots=True)
class PhraseSpec:
    """A line of the phrase lists."""

    text: str
    tone: str
    urgency: int | None
    weight: int


@dataclass(frozen=True, slots=True)
class NameSpec:
    """How a text may name an area or agency; with marks where a bare name would be too common without."""

    key: int
    text: str
    with_accents: bool


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a text is about. ``topics``: topic → why (see ``Match.why``); ``reasons``: the phrases behind the
    suggestions, with their places."""

    topics: dict[int, list[dict[str, Any]]]
    areas: list[int]
    agencies: list[int]
    tone: Tone
    urgency: Urgency
    reasons: list[dict[str, Any]]


@dataclass(slots=True)
class _Rule:
    """A rule with numbers in the place of its phrases."""

    spec: RuleSpec
    any_of: tuple[int, ...]
    all_of: tuple[int, ...]
    near: tuple[tuple[int, int], ...]
    none_of: tuple[int, ...]


@dataclass(slots=True)
class Book:
    """Build it once with ``Book.of``; it is not changed afterwards."""

    _plain: Trie = field(default_factory=Trie)
    _exact: Trie = field(default_factory=Trie)
    _numbers: dict[tuple[bool, tuple[str, ...]], int] = field(default_factory=dict)
    _rules: list[_Rule] = field(default_factory=list)
    _triggers: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _by_area: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _by_agency: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _areas: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _agencies: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _phrases: dict[int, PhraseSpec] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        rules: Iterable[RuleSpec],
        areas: Iterable[NameSpec] = (),
        agencies: Iterable[NameSpec] = (),
        phrases: Iterable[PhraseSpec] = (),
    ) -> "Book":
        book = cls()
        for name in areas:
            book._areas[book._number(name.text, name.with_accents)].append(name.key)
        for name in agencies:
            book._agencies[book._number(name.text, name.with_accents)].append(name.key)
        for phrase in phrases:
            book._phrases[book._number(phrase.text, True)] = phrase
        for spec in rules:
            if not spec.is_empty:
                book._add(spec)
        return book

    def _number(self, text: str, with_accents: bool) -> int:
        words = tuple(marked_words(text) if with_accents else folded_words(text))
        known = self._numbers.get((with_accents, words))
        if known is not None:
            return known
        number = self._numbers[with_accents, words] = len(self._numbers)
        (self._exact if with_accents else self._plain).add(words, number)
        return number

    def _add(self, spec: RuleSpec) -> None:
        def numbers(phrases: Iterable[str]) -> tuple[int, ...]:
            return tuple(self._number(phrase, spec.with_accents) for phrase in phrases)

        near = tuple((numbers([left])[0], numbers([right])[0]) for left, right in spec.near)
        rule = _Rule(spec, numbers(spec.any_of), numbers(spec.all_of), near, numbers(spec.none_of))
        place = len(self._rules)
        self._rules.append(rule)
        # One thing that a fitting text surely has: without it the rule is not even looked at.
        if rule.all_of:
            self._triggers[rule.all_of[0]].append(place)
        elif rule.any_of:
            for number in rule.any_of:
                self._triggers[number].append(place)
        elif rule.near:
            for left, _right in rule.near:
                self._triggers[left].append(place)
        elif spec.areas:
            for area in spec.areas:
                self._by_area[area].append(place)
        else:
            for agency in spec.agencies:
                self._by_agency[agency].append(place)

    def analyse(self, text: Text, kind: str) -> Analysis:
        """Hold a text from a source of this kind against the book."""
        found = found_phrases()
        self._plain.find(text.folded, found)
        self._exact.find(text.marked, found)
        areas = _named(self._areas, found)
        agencies = _named(self._agencies, found)
        topics: dict[int, list[dict[str, Any]]] = {}
        for place in sorted(self._candidates(found, areas, agencies)):
            rule = self._rules[place]
            if len(topics.get(rule.spec.topic, ())) >= _MOST_RULES:
                continue
            spans = self._spans(rule, kind, found, areas, agencies)
            if spans is not None:
                hits = [text.place(*span) for span in sorted(set(spans))[:_MOST_HITS]]
                why = {"rule": rule.spec.key, "name": rule.spec.name, "hits": hits}
                topics.setdefault(rule.spec.topic, []).append(why)
        tone, urgency, reasons = self._suggest(text, found)
        return Analysis(topics, list(areas), list(agencies), tone, urgency, reasons)

    def _candidates(self, found: Found, areas: Iterable[int], agencies: Iterable[int]) -> set[int]:
        places: set[int] = set()
        for number in found:
            places.update(self._triggers.get(number, ()))
        for area in areas:
            places.update(self._by_area.get(area, ()))
        for agency in agencies:
            places.update(self._by_agency.get(agency, ()))
        return places

    def _spans(
        self, rule: _Rule, kind: str, found: Found, areas: Mapping[int, Span], agencies: Mapping[int, Span]
    ) -> list[Span] | None:
        """Where the text fits the rule; ``None`` when it does not."""
        spec = rule.spec
        if spec.kinds and kind not in spec.kinds:
            return None
        if rule.none_of and not found.keys().isdisjoint(rule.none_of):
            return None
        if rule.all_of and not all(number in found for number in rule.all_of):
            return None
        spans = [span for number in rule.all_of for span in found[number]]
        for wanted, named in ((spec.areas, areas), (spec.agencies, agencies)):
            fitting = [named[key] for key in wanted if key in named]
            if wanted and not fitting:
                return None
            spans += fitting
        if rule.any_of:
            hits = _first_hits(rule.any_of, found)
            if not hits:
                return None
            spans += hits
        if rule.near:
            pairs = list(_near(rule, found))
            if not pairs:
                return None
            spans += pairs
        return spans

    def _suggest(self, text: Text, found: Found) -> tuple[Tone, Urgency, list[dict[str, Any]]]:
        """Tone: whichever of negative and positive weighs more. Urgency: the highest level that a phrase names."""
        points: dict[str, int] = defaultdict(int)
        urgency, reasons = Urgency.LOW, []
        for number in self._phrases.keys() & found.keys():
            phrase, spans = self._phrases[number], found[number]
            points[phrase.tone] += phrase.weight * len(spans)
            urgency = max(urgency, Urgency(phrase.urgency)) if phrase.urgency else urgency
            places = [text.place(start, end) for start, end in spans[:_MOST_HITS]]
            reasons.append({"phrase": phrase.text, "tone": phrase.tone, "urgency": phrase.urgency, "hits": places})
        reasons.sort(key=lambda reason: str(reason["phrase"]))
        difference = points[Tone.POSITIVE] - points[Tone.NEGATIVE]
        tone = Tone.POSITIVE if difference > 0 else Tone.NEGATIVE if difference < 0 else Tone.NEUTRAL
        return tone, urgency, reasons


def _named(names: Mapping[int, list[int]], found: Found) -> dict[int, Span]:
    """The areas or agencies that the text names, with the first place each, in the order of the text."""
    places: dict[int, Span] = {}
    for number in names.keys() & found.keys():
        for key in names[number]:
            first = found[number][0]
            places[key] = min(places.get(key, first), first)
    return dict(sorted(places.items(), key=lambda item: item[1]))


def _first_hits(numbers: Iterable[int], found: Found) -> list[Span]:
    """The places of these phrases, as many as a screen shows."""
    hits: list[Span] = []
    for number in numbers:
        spans = found.get(number)
        if spans:
            hits += spans[:_MOST_HITS]
            if len(hits) >= _MOST_HITS:
                break
    return hits


def _near(rule: _Rule, found: Found) -> Iterator[Span]:
    """Pairs of one of the rule's lines that stand near enough, in either order."""
    for left, right in rule.near:
        for start, end in found.get(left, [])[:_MOST_PAIRED]:
            for other_start, other_end in found.get(right, [])[:_MOST_PAIRED]:
                distance = other_start - end if other_start >= end else start - other_end
                if 0 <= distance <= rule.spec.near_words:
                    yield start, end
                    yield other_start, other_end
