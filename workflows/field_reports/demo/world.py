"""What made-up reports are about: the real categories, areas and agencies, with made-up spots and staff."""

from collections import deque
from dataclasses import dataclass
from random import Random
from typing import Any

from subsystems.agencies.enums import AgencyKind, AreaLevel, Role
from subsystems.agencies.models import Agency, Area, Membership, User
from subsystems.agencies.scoping import members_with_role
from subsystems.agencies.services import add_membership
from workflows.field_reports.demo.words import words
from workflows.field_reports.models import Category
from workflows.field_reports.places import in_province
from workflows.field_reports.routing import Router

SPOTS_AN_AREA = 260
# Where most people live; every other ward counts 4, every other commune 1.
_PEOPLE = {"Phan Thiết": 16, "Phú Thủy": 14, "La Gi": 8, "Phước Hội": 7, "Bình Thuận": 8, "Hàm Thắng": 7, "Mũi Né": 7}
_WARD, _COMMUNE = 4, 1


@dataclass(frozen=True, slots=True)
class Place:
    """An area with spots in it, (latitude, longitude), where reports gather."""

    area: Area
    spots: tuple[tuple[float, float], ...]


class World:
    """Everything that a made-up report refers to, read once. Raises ``LookupError`` when nothing was loaded yet."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.words = words()
        kinds = Category.objects.filter(parent__isnull=False, is_active=True).select_related("parent")
        self.categories = [kind for kind in kinds if kind.code in self.words.kinds]
        self.category_weights = [self.words.kinds[kind.code].weight for kind in self.categories]
        areas = list(Area.objects.valid_on().filter(level=AreaLevel.COMMUNE, latitude__isnull=False).order_by("slug"))
        if not self.categories or not areas:
            raise LookupError("areas and report categories are loaded before the demonstration data")
        self.places = [Place(area, self._spots(area)) for area in areas]
        self.place_weights = [_people(area) for area in areas]
        self.moderators = list(members_with_role(Role.MODERATOR).filter(is_demo=True)) or [self._moderator()]
        self._router = Router()
        self._agencies: dict[tuple[int, int], Agency] = {}
        self._officers: dict[int, list[User]] = {}
        self._slowness: dict[int | None, float] = {}
        self.recent: deque[Any] = deque(maxlen=60)  # what a duplicate can be one of
        self.handling = list(Agency.objects.valid_on().filter(kind=AgencyKind.DISTRICT).order_by("pk"))

    def _moderator(self) -> User:
        raise LookupError("the demonstration accounts are made before the reports")

    def _spots(self, area: Area) -> tuple[tuple[float, float], ...]:
        """Points around a few centres near the middle of the area, all of them on land or near it."""
        rnd, middle = self.random, (area.latitude or 0.0, area.longitude or 0.0)
        spread = 0.009 if area.kind == "Phường" else 0.02
        centres = [(rnd.gauss(middle[0], spread), rnd.gauss(middle[1], spread)) for _number in range(5)] + [middle]
        spots: list[tuple[float, float]] = []
        while len(spots) < SPOTS_AN_AREA:
            north, east = rnd.choice(centres)
            spot = rnd.gauss(north, spread / 4), rnd.gauss(east, spread / 4)
            spots.append(spot if in_province(*spot) else middle)
        return tuple(spots)

    def agency_for(self, category: Category, place: Place, at: Any) -> Agency:
        """The agency that the routing rules name; a district's committee where they name none."""
        key = (category.pk, place.area.pk)
        if key not in self._agencies:
            route = self._router.route(category, place.area.pk, at)
            agency = route.agency if route else self.random.choice(self.handling)
            self._agencies[key] = agency
            self._slowness.setdefault(agency.pk, self.random.choice((0.4, 0.7, 1.0, 1.0, 1.4, 2.0)))
        return self._agencies[key]

    def slowness_of(self, agency_id: int | None) -> float:
        """How much more often than usual an agency is late."""
        return self._slowness.get(agency_id, 1.0)

    def officers_of(self, agency: Agency) -> list[User]:
        """The officers of an agency; one without any gets a marked account that cannot sign in."""
        if agency.pk not in self._officers:
            found = list(members_with_role(Role.OFFICER, agency=agency).filter(is_demo=True))
            self._officers[agency.pk] = found or [self._new_officer(agency)]
        return self._officers[agency.pk]

    def _new_officer(self, agency: Agency) -> User:
        family, _space, given = self.random.choice(self.words.names).rpartition(" ")
        username = f"minhhoa.{agency.slug}"[:150]
        officer, is_new = User.objects.get_or_create(
            username=username, defaults={"last_name": family, "first_name": given, "is_demo": True}
        )
        if is_new:
            officer.set_unusable_password()
            officer.save(update_fields=["password"])
        if not Membership.objects.filter(user=officer, agency=agency).exists():
            add_membership(officer, agency, Role.OFFICER)
        return officer


def _people(area: Area) -> int:
    is_ward = area.kind == "Phường"
    return _PEOPLE.get(area.name, _WARD if is_ward else _COMMUNE) if is_ward else _COMMUNE
