"""What the pages of duties and agencies read; each function a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils import timezone

from home.duties.enums import KINDS_OF_GROUP, BearerGroup, Part
from home.duties.models import Bearer, Duty
from home.regulation.models import Document
from home.regulation.queries import snapshot
from home.regulation.text import DocumentText
from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.folding import fold
from subsystems.agencies.models import Agency
from subsystems.agencies.scoping import with_predecessors


@dataclass(frozen=True, slots=True)
class ArticleDuties:
    """The duties under one article, in reading order; ``heading`` is the article's own."""

    citation: Citation
    heading: str
    duties: list[Duty]


@dataclass(frozen=True, slots=True)
class BorneDuty:
    """A duty as seen from somebody who bears it."""

    duty: Duty
    part: Part


@dataclass(slots=True)
class BearerDuties:
    """What one agency or group bears; a group has its ``members`` of today, an agency is ``agency``."""

    name: str
    agency: Agency | None = None
    group: str = ""
    members: list[Agency] = field(default_factory=list)
    duties: list[BorneDuty] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return self.agency.slug if self.agency else self.group


@dataclass(frozen=True, slots=True)
class DutyPage:
    """The duties of a document. When only those of one ``agency`` were asked for, ``borne`` says how it bears each."""

    document: Document
    agencies: list[Agency]
    agency: Agency | None
    duties: list[Duty]
    borne: list[BorneDuty]
    text: DocumentText

    @property
    def by_article(self) -> list[ArticleDuties]:
        """All duties under the articles that they belong to."""
        articles: dict[str, ArticleDuties] = {}
        for duty in self.duties:
            place = duty.citation
            top = Citation(place.document, place.article, article_suffix=place.article_suffix)
            if top.eid not in articles:
                provision = self.text.by_eid.get(top.eid)
                articles[top.eid] = ArticleDuties(top, provision.heading if provision else "", [])
            articles[top.eid].duties.append(duty)
        return list(articles.values())

    @property
    def by_bearer(self) -> list[BearerDuties]:
        """Agencies that the regulation names, then the groups; only the agency asked for, if one was."""
        if self.agency:
            return [BearerDuties(self.agency.name, self.agency, duties=self.borne)]
        return _by_bearer(self.duties, self.agencies)


def duties_of(document: str) -> list[Duty]:
    """All duties of a document in reading order, with their bearers. Two queries."""
    bearers = Prefetch("bearers", Bearer.objects.select_related("agency"))
    duties = Duty.objects.filter(document=document).prefetch_related(bearers)
    return sorted(duties, key=lambda duty: (duty.citation, duty.position, duty.pk))


def duty_page(document: str, agency_slug: str = "") -> DutyPage | None:
    """The duties under a document, those of one agency when its slug is given; ``None`` without such a document."""
    rows = snapshot(document)
    if rows is None:
        return None
    agencies = sorted(Agency.objects.all(), key=lambda agency: fold(agency.name))
    agency = next((agency for agency in agencies if agency.slug == agency_slug), None)
    duties = duties_of(document)
    borne = duties_of_agency(agency, duties) if agency else []
    if agency:
        duties = [entry.duty for entry in borne]
    return DutyPage(rows.document, agencies, agency, duties, borne, rows.text_on(timezone.localdate()))


def duties_of_agency(agency: Agency, duties: Iterable[Duty] | None = None) -> list[BorneDuty]:
    """What binds an agency itself, its group, or an agency whose work it took over, in reading order.

    ``duties`` are those of the regulation unless given.
    """
    bound = list(Agency.objects.filter(pk__in=with_predecessors({agency.pk})))
    all_duties = duties_of(REGULATION) if duties is None else duties
    return [BorneDuty(duty, part) for duty in all_duties for part in _parts(duty, bound)]


def _parts(duty: Duty, agencies: list[Agency]) -> list[Part]:
    """How the agencies bear a duty: in charge, or else taking part; empty when it does not bind them."""
    parts = {Part(bearer.part) for bearer in duty.bearers.all() for agency in agencies if bearer.binds(agency)}
    return [part for part in Part if part in parts][:1]


def _by_bearer(duties: list[Duty], agencies: list[Agency]) -> list[BearerDuties]:
    named: dict[int, BearerDuties] = {}
    groups: dict[str, BearerDuties] = {}
    for duty in duties:
        for bearer in duty.bearers.all():
            if bearer.agency:
                entry = named.setdefault(bearer.agency.pk, BearerDuties(bearer.agency.name, bearer.agency))
            else:
                entry = groups.setdefault(bearer.group, _group(BearerGroup(bearer.group), agencies))
            entry.duties.append(BorneDuty(duty, Part(bearer.part)))
    in_order = sorted(named.values(), key=lambda entry: (-len(entry.duties), entry.name))
    return in_order + [groups[group] for group in BearerGroup if group in groups]


def _group(group: BearerGroup, agencies: list[Agency]) -> BearerDuties:
    kinds = KINDS_OF_GROUP.get(group, ())
    members = [agency for agency in agencies if agency.kind in kinds and agency.is_valid_on()]
    return BearerDuties(str(group.label), group=group, members=members)
