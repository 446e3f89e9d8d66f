"""Feedback on the regulation beside the clause that it is about, and what of it can be gathered into an amendment
(Article 11 clause 2). Staff alone see it: the public page stays the text of the law."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from home.regulation.models import Amendment
from home.regulation.queries import snapshot
from home.regulation.text import ProvisionText
from ioc_site.common.citations import REGULATION
from workflows.proposals.models import Proposal
from workflows.proposals.queries import feedback_by_place, feedback_gathered, feedback_to_gather


def beside_clauses(user: Any, document: str) -> dict[str, list[Proposal]]:
    """The open and accepted feedback that this person may see, by anchor; nothing for who is not signed in."""
    if document != REGULATION or not user.is_authenticated:
        return {}
    return feedback_by_place(user)


@dataclass(frozen=True, slots=True)
class ClauseFeedback:
    """What was asked for one clause: its text today (empty once it is gone), and the accepted proposals."""

    eid: str
    label: str
    text: str
    proposals: list[Proposal]

    @property
    def suggested(self) -> str:
        """The text that the latest proposal asks for, to start from."""
        asked = [str(p.details.get("proposed_text", "")).strip() for p in self.proposals]
        return next((text for text in reversed(asked) if text), self.text)


@dataclass(frozen=True, slots=True)
class ArticleFeedback:
    """The clauses of one article for which something was asked."""

    label: str
    heading: str
    clauses: list[ClauseFeedback]


@dataclass(frozen=True, slots=True)
class GatheredInto:
    """An amendment draft and the proposals that it takes up."""

    amendment: Amendment
    proposals: list[Proposal]


@dataclass(frozen=True, slots=True)
class GatheringScreen:
    """Accepted feedback by article, and the amendments into which earlier feedback was gathered."""

    articles: list[ArticleFeedback]
    gathered: list[GatheredInto]

    @property
    def clauses(self) -> list[ClauseFeedback]:
        return [clause for article in self.articles for clause in article.clauses]


def gathering_screen() -> GatheringScreen:
    """Everything on the screen of gathering; a constant number of queries."""
    rows = snapshot(REGULATION)
    if rows is None:
        return GatheringScreen([], _gathered())
    text = rows.text_on(timezone.localdate())
    by_place: dict[str, list[Proposal]] = {}
    for proposal in feedback_to_gather():
        by_place.setdefault(proposal.place, []).append(proposal)
    articles = [_article(article, by_place) for article in text.articles]
    return GatheringScreen([article for article in articles if article.clauses], _gathered())


def _article(article: ProvisionText, by_place: dict[str, list[Proposal]]) -> ArticleFeedback:
    clauses = [
        ClauseFeedback(place.eid, place.label, place.text or place.heading, by_place[place.eid])
        for place in article.walk()
        if place.eid in by_place
    ]
    return ArticleFeedback(article.label, article.heading, clauses)


def _gathered() -> list[GatheredInto]:
    found = feedback_gathered()
    amendments = Amendment.objects.filter(pk__in=found).order_by("-pk")
    return [GatheredInto(amendment, found[amendment.pk]) for amendment in amendments]
