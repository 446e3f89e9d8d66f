"""The book of what is in force, built from the database and kept in each process until something of it changes."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from subsystems.agencies.models import Agency, Area
from subsystems.monitoring.matching.book import Analysis, Book, NameSpec, PhraseSpec, RuleSpec
from subsystems.monitoring.models import Edition, Phrase, Rule
from subsystems.monitoring.models.topic import NEAR, lines_of
from subsystems.monitoring.words import read, words_of

# Longer texts are compared by their beginning; news is told there.
MOST_CHARACTERS = 40_000
_kept: tuple[str, Book] | None = None


def rule_spec(rule: Rule, areas: Iterable[int], agencies: Iterable[int]) -> RuleSpec:
    """A rule as the book takes it."""
    sides = (line.split(NEAR) for line in lines_of(rule.near) if line.count(NEAR) == 1)
    return RuleSpec(
        key=rule.pk or 0,
        topic=rule.topic_id or 0,
        name=rule.name,
        any_of=tuple(lines_of(rule.any_of)),
        all_of=tuple(lines_of(rule.all_of)),
        near=tuple((left.strip(), right.strip()) for left, right in sides),
        near_words=rule.near_words,
        none_of=tuple(lines_of(rule.none_of)),
        with_accents=rule.with_accents,
        areas=frozenset(areas),
        agencies=frozenset(agencies),
        kinds=frozenset(rule.kinds),
    )


def _rules() -> Iterator[RuleSpec]:
    rules = Rule.objects.filter(is_active=True, topic__is_active=True).prefetch_related("areas", "agencies")
    for rule in rules.order_by("pk"):
        yield rule_spec(rule, [area.pk for area in rule.areas.all()], [agency.pk for agency in rule.agencies.all()])


def area_names() -> Iterator[NameSpec]:
    """How texts name areas: with the kind in any spelling (``phường Mũi Né``); the bare name only with its marks and
    from two words on, as ``Hải`` or ``Tân`` alone is anything. Old areas count too: people go on naming them."""
    for area in Area.objects.exclude(level="province"):
        yield NameSpec(area.pk, area.full_name, False)
        if len(words_of(area.name)) > 1:
            yield NameSpec(area.pk, area.name, True)


def agency_names() -> Iterator[NameSpec]:
    """How texts name agencies: the name in any spelling, the short name with its marks."""
    for agency in Agency.objects.all():
        yield NameSpec(agency.pk, agency.name, False)
        if len(words_of(agency.short_name)) > 1:
            yield NameSpec(agency.pk, agency.short_name, True)


def _phrases() -> Iterator[PhraseSpec]:
    for phrase in Phrase.objects.all():
        yield PhraseSpec(phrase.text, phrase.tone, phrase.urgency, phrase.weight)


def book_of(rules: Iterable[RuleSpec]) -> Book:
    """A book with these rules and the directory; for trying a rule out."""
    return Book.of(rules, area_names(), agency_names())


def current_book() -> Book:
    """The book in force; one query, seven when something has changed since the last time in this process."""
    global _kept
    token = Edition.objects.filter(pk=1).values_list("token", flat=True).first() or ""
    if _kept is None or _kept[0] != token:
        _kept = token, Book.of(_rules(), area_names(), agency_names(), _phrases())
    return _kept[1]


def analyse(title: str, text: str, kind: str) -> Analysis:
    """What a text from a source of this kind is about, by the book in force."""
    return current_book().analyse(read(title, text[:MOST_CHARACTERS]), kind)


def new_edition(*, raw: bool = False, **_signal: Any) -> None:
    """Let every process read the rules anew; takes effect with the caller's transaction. Also called by the signals of
    agencies and areas, whose names texts are searched for."""
    token = uuid.uuid4().hex
    if not raw and not Edition.objects.filter(pk=1).update(token=token):
        Edition.objects.update_or_create(pk=1, defaults={"token": token})


def forget() -> None:
    """Read the rules anew at the next use: tests empty the database under this process."""
    global _kept
    _kept = None
