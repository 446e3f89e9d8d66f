"""The tables of online-information monitoring (component 6 of Article 5; Article 8 clause 4 of the regulation)."""

from subsystems.monitoring.models.matter import Alert, Matter, MatterLink, Retention
from subsystems.monitoring.models.mention import Judgement, Mention, MentionArea, Story, StoryBand
from subsystems.monitoring.models.source import Check, Host, Source
from subsystems.monitoring.models.topic import Edition, Match, Phrase, Rule, Topic

__all__ = [
    "Alert",
    "Check",
    "Edition",
    "Host",
    "Judgement",
    "Match",
    "Matter",
    "MatterLink",
    "Mention",
    "MentionArea",
    "Phrase",
    "Retention",
    "Rule",
    "Source",
    "Story",
    "StoryBand",
    "Topic",
]
