"""Loading the first topics, rules and phrases from a data file: what is there already is left to staff."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from pydantic import Field

from ioc_site.common.datafiles import DataFileError, StrictRow, read_data_file
from subsystems.agencies.models import Agency
from subsystems.monitoring.matching.loading import new_edition
from subsystems.monitoring.models import Phrase, Rule, Topic


class RuleRow(StrictRow):
    name: str
    any_of: list[str] = Field(default_factory=list)
    all_of: list[str] = Field(default_factory=list)
    near: list[str] = Field(default_factory=list)
    near_words: int = 10
    none_of: list[str] = Field(default_factory=list)
    with_accents: bool = False


class TopicRow(StrictRow):
    name: str
    description: str = ""
    agency: str = ""
    at_least: int = 5
    rules: list[RuleRow]


class PhraseRow(StrictRow):
    text: str
    tone: str = ""
    urgency: int | None = None
    weight: int = 1


class TopicsFile(StrictRow):
    topics: list[TopicRow]
    phrases: list[PhraseRow]


@transaction.atomic
def load_topics(path: Path) -> dict[str, int]:
    """Make the topics and phrases that are missing; counts of what was made. Raises ``DataFileError``."""
    content = read_data_file(path, TopicsFile).content
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    made = {"topics": 0, "rules": 0, "phrases": 0}
    try:
        for row in content.topics:
            if not Topic.objects.filter(name=row.name).exists():
                made["topics"] += 1
                made["rules"] += _make_topic(row, agencies.get(row.agency))
        for phrase in content.phrases:
            if not Phrase.objects.filter(text=phrase.text).exists():
                line = Phrase(text=phrase.text, tone=phrase.tone, urgency=phrase.urgency, weight=phrase.weight)
                line.full_clean()
                line.save()
                made["phrases"] += 1
    except ValidationError as error:
        raise DataFileError(error.messages) from error
    new_edition()
    return made


def _make_topic(row: TopicRow, agency: Agency | None) -> int:
    topic = Topic(name=row.name, description=row.description, agency=agency, at_least=row.at_least)
    topic.full_clean()
    topic.save()
    for rule in row.rules:
        made = Rule(
            topic=topic,
            name=rule.name,
            any_of="\n".join(rule.any_of),
            all_of="\n".join(rule.all_of),
            near="\n".join(rule.near),
            near_words=rule.near_words,
            none_of="\n".join(rule.none_of),
            with_accents=rule.with_accents,
        )
        made.full_clean()
        made.save()
    return len(row.rules)
