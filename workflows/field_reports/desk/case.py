"""What the screen of one report reads."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.access_log import AccessLog
from ioc_site.common.folding import fold
from subsystems.agencies.models import User
from workflows.engine.queries import Button, available
from workflows.engine.timeline import TimelineItem, timeline
from workflows.field_reports.desk.filters import DeskFilter, sees_originals
from workflows.field_reports.desk.queries import Way, address_for, photos_of, present_at, text_for, way_through
from workflows.field_reports.models import Category, FieldReport, Photo, PublicEdit, StandardText
from workflows.field_reports.permissions import user_can_moderate
from workflows.field_reports.places import distance_km
from workflows.field_reports.questions import Answer, answered
from workflows.field_reports.routing import Route, Router
from workflows.field_reports.workflow import FIELD_REPORT

NEAR_METRES = 300
NEAR_DAYS = 60
NEAR_SHOWN = 4
NEAR_READ = 40


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A report near by that may be about the same thing. ``can_be_original``: this one can be merged into it;
    ``can_be_copy``: it can be merged into this one."""

    report: FieldReport
    state: Any
    photo: Photo | None
    metres: int
    same_category: bool
    can_be_original: bool
    can_be_copy: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category that the words of a report point to, with these words."""

    category: Category
    why: str


@dataclass(frozen=True, slots=True)
class DeskCase:
    """One report on the staff's desk, with everything that this person may see of it."""

    report: FieldReport
    state: Any
    text: str
    address: str
    originals: bool
    answers: list[Answer]
    photos: list[Photo]
    buttons: list[Button]
    timeline: list[TimelineItem]
    texts: dict[str, list[StandardText]]
    edits: list[PublicEdit]
    parts: list[FieldReport]
    copies: list[FieldReport]
    neighbours: list[Neighbour]
    route: Route | None
    suggestion: Suggestion | None
    present: list[str]
    openings: int
    way: Way
    is_overdue: bool
    is_paused: bool

    @property
    def new_photos(self) -> int:
        """Photos that the reporter added since the report was let through and no moderator has looked at."""
        return sum(not photo.is_public and photo.edited_by_id is None for photo in self.photos)


def find_report(user: User, reference: str) -> FieldReport | None:
    """A report that the user may see. Two queries."""
    reports = FieldReport.objects.visible_to(user).prefetch_related(photos_of())
    related = ("category__parent", "area", "agency", "handler", "duplicate_of", "split_from", "reporter")
    found: FieldReport | None = reports.select_related(*related).filter(reference=reference).first()
    return found


def desk_case(user: User, reference: str, chosen: DeskFilter, now: datetime) -> DeskCase | None:
    """A report that the user may see, or ``None``. At most 30 queries, whatever hangs on the report."""
    report = find_report(user, reference)
    if report is None:
        return None
    originals, moderates = sees_originals(user), bool(user_can_moderate(user))
    screens = moderates and report.state in FIELD_REPORT.group("moderation") and report.state != "resolved"
    buttons = [button for button in available(report, user) if button.is_allowed]
    return DeskCase(
        report=report,
        state=FIELD_REPORT.state(report.state).label,
        text=text_for(report, originals=originals),
        address=address_for(report, originals=originals),
        originals=originals,
        answers=answered(report, public=not originals),
        photos=list(report.photos.all()),
        buttons=buttons,
        timeline=timeline(report),
        texts=_texts(report, [button.transition.code for button in buttons]),
        edits=list(report.edits.select_related("by")) if originals else [],
        parts=list(report.parts.select_related("agency", "handler").order_by("pk")),
        copies=list(report.copies.order_by("pk")[:20]) if originals else [],
        neighbours=_neighbours(report, user) if moderates else [],
        route=Router().route(report.category, report.area_id, report.created_at) if screens else None,
        suggestion=_suggestion(report) if screens else None,
        present=present_at([report], user, now)[report.pk],
        openings=_openings(report) if originals else 0,
        way=way_through(chosen, report, now),
        is_overdue=bool(report.clock_due_at and report.clock_due_at < now),
        is_paused=report.paused_at is not None,
    )


def _openings(report: FieldReport) -> int:
    """How often members of staff opened the contact details."""
    opened = AccessLog.objects.filter(object_type=report._meta.label_lower, object_id=str(report.pk))
    return opened.exclude(user=None).count()


def _texts(report: FieldReport, codes: Iterable[str]) -> dict[str, list[StandardText]]:
    """The standard texts of the steps possible now: those of the category first, then those of all."""
    found: dict[str, list[StandardText]] = {}
    texts = StandardText.objects.filter(is_active=True, transition__in=list(codes))
    for text in sorted(texts, key=lambda text: (text.category_id is None, text.order, text.title)):
        if text.category_id in (None, report.category_id):
            found.setdefault(text.transition, []).append(text)
    return found


def _neighbours(report: FieldReport, user: User) -> list[Neighbour]:
    """Reports near by of the last weeks, same category first, then the nearest. Four queries."""
    if report.latitude is None or report.longitude is None:
        return []
    here = (report.longitude, report.latitude)
    north = NEAR_METRES / 111_320
    east = north / max(0.1, math.cos(math.radians(report.latitude)))
    near = FieldReport.objects.visible_to(user).filter(
        latitude__range=(report.latitude - north, report.latitude + north),
        longitude__range=(report.longitude - east, report.longitude + east),
        created_at__gte=timezone.now() - timedelta(days=NEAR_DAYS),
    )
    near = near.exclude(pk__in=[report.pk, report.split_from_id or 0]).exclude(split_from=report)
    near = near.select_related("category", "area", "agency").prefetch_related(photos_of()).order_by("-created_at")
    # Public ones by the index of the map; of the others only those that wait to be screened, which are few.
    public = near.filter(is_public=True).exclude(state="duplicate")
    waiting = near.filter(is_public=False, state__in=FIELD_REPORT.group("moderation"))
    rows = [(_metres(here, other), other) for found in (public, waiting) for other in found[:NEAR_READ]]
    rows.sort(key=lambda row: (row[1].category_id != report.category_id, row[0]))
    return [_neighbour(report, other, metres) for metres, other in rows if metres <= NEAR_METRES][:NEAR_SHOWN]


def _metres(here: tuple[float, float], other: FieldReport) -> int:
    return round(1000 * distance_km(here, (other.longitude or 0, other.latitude or 0)))


def _neighbour(report: FieldReport, other: FieldReport, metres: int) -> Neighbour:
    sources = {state.code for state in _merge_sources()}
    return Neighbour(
        report=other,
        state=FIELD_REPORT.state(other.state).label,
        photo=next(iter(other.photos.all()), None),
        metres=metres,
        same_category=other.category_id == report.category_id,
        can_be_original=report.state in sources,
        can_be_copy=other.state in sources and report.state not in ("duplicate", "rejected", "withdrawn"),
    )


def _merge_sources() -> Iterable[Any]:
    transition = FIELD_REPORT.transition("mark_duplicate")
    return transition.sources if transition else ()


def _suggestion(report: FieldReport) -> Suggestion | None:
    """The category whose keywords the text names most often, when it is not the one chosen. One query."""
    text = report.description.casefold()
    plain = fold(text) == text  # written without marks: then the keywords are compared without theirs
    best: tuple[int, Category, list[str]] | None = None
    own = 0
    for category in Category.objects.filter(is_active=True, parent__isnull=False).exclude(keywords=""):
        words = [word for word in category.keywords.splitlines() if word.strip() and _names(text, word, plain)]
        if category.pk == report.category_id:
            own = len(words)
        elif words and (best is None or len(words) > best[0]):
            best = len(words), category, words
    if best is None or best[0] <= own:
        return None
    return Suggestion(best[1], _("The text says: %(words)s.") % {"words": ", ".join(best[2][:4])})


def _names(text: str, word: str, plain: bool) -> bool:
    wanted = fold(word) if plain else word.strip().casefold()
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None
