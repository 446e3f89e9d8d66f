"""The filters above the queue: read from the address, kept under a name by whoever uses them daily."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ioc_site.common.folding import words_of
from ioc_site.common.fulltext import Asked
from subsystems.agencies.enums import AgencyKind, AreaLevel, Role
from subsystems.agencies.models import Agency, Area, User
from subsystems.agencies.scoping import has_role, readable_agency_ids, sees_all_agencies
from workflows.engine.definitions import Kind
from workflows.field_reports.enums import ExtensionState
from workflows.field_reports.models import Category, FieldReport, ReadMark
from workflows.field_reports.permissions import user_can_moderate
from workflows.field_reports.search import INDEX, PUBLIC_TEXT, STAFF_TEXT, Found, asked_for, is_reference
from workflows.field_reports.workflow import FIELD_REPORT

FINAL = FIELD_REPORT.group(Kind.FINAL.value)
VIEWS: Mapping[str, tuple[Any, frozenset[str]]] = {
    "cho-xem-xet": (_("To screen"), FIELD_REPORT.group("moderation")),
    "dang-xu-ly": (_("With agencies"), FIELD_REPORT.group("agency")),
    "cho-tra-loi": (_("Waiting for reporters"), FIELD_REPORT.group("waiting")),
    "da-dong": (_("Closed"), FINAL),
}
DEADLINES = (("tre", _("Overdue")), ("sap", _("Due within a day")))
MARKS = (("chua-doc", _("Not read yet")), ("gia-han", _("Asking for more time")))
ORDERS = (("moi", _("Newest first")), ("han", _("Nearest deadline first")))
PARAMETERS = ("muc", "loai", "dia-ban", "co-quan", "nguoi", "han", "dau", "xep", "q")
SOON = timedelta(days=1)
LONGEST_WORDS = 200
# In the order of deadlines the index gives keys at once, of open reports only.
MOST_FOUND = 5000
_FACETS: Mapping[str, tuple[str, Any, str]] = {
    "loai": ("c_", Category, "code"),
    "dia-ban": ("a_", Area, "slug"),
    "co-quan": ("g_", Agency, "slug"),
}
NOBODY = "chua-giao"


@dataclass(frozen=True, slots=True)
class Choice:
    """One select above the queue."""

    name: str
    label: Any
    options: list[tuple[str, Any]]
    chosen: str


def sees_originals(user: Any) -> bool:
    """Moderators and auditors read what the reporter wrote; agencies read the edited copy, since people write their
    own and other people's names and numbers into the text."""
    return bool(user_can_moderate(user)) or sees_all_agencies(user)


def default_view(user: Any) -> str:
    return "cho-xem-xet" if user_can_moderate(user) else "dang-xu-ly"


class DeskFilter:
    """What the address asks for, cut to what exists; ``reports`` applies it. Two queries for its lists."""

    def __init__(self, user: User, query: QueryDict | Mapping[str, str]) -> None:
        self.user = user
        self.asked = {name: str(query.get(name, ""))[:LONGEST_WORDS].replace("\x00", "") for name in PARAMETERS}
        self.view = self.asked["muc"] if self.asked["muc"] in VIEWS else default_view(user)
        self.order = "han" if self.asked["xep"] == "han" and self.view != "da-dong" else "moi"
        self.sees_all = sees_all_agencies(user, Role.MODERATOR, Role.LEADER)

    @property
    def order_by(self) -> tuple[str, ...]:
        return ("clock_due_at",) if self.order == "han" else ("-created_at",)

    @property
    def words(self) -> str:
        return self.asked["q"]

    def query_string(self, **changes: str) -> str:
        """The filter as the end of an address, without empty parts."""
        values = self.asked | {"muc": self.view} | changes
        return urlencode([(name, values[name]) for name in PARAMETERS if values[name]])

    @property
    def is_narrowed(self) -> bool:
        return any(self.asked[name] for name in PARAMETERS if name not in ("muc", "xep"))

    def reports(self, now: datetime) -> QuerySet[FieldReport]:
        """The reports that the user may see and asks for, in no order yet."""
        reports: QuerySet[FieldReport] = FieldReport.objects.visible_to(self.user)
        if self.view == "da-dong":
            reports = reports.filter(finished_at__isnull=False)
        else:
            reports = reports.filter(finished_at__isnull=True, state__in=VIEWS[self.view][1])
        if is_reference(self.words):
            return reports.filter(reference=self.words.strip().upper())
        for condition in self._conditions(now):
            reports = reports.filter(condition)
        return reports

    def _conditions(self, now: datetime) -> Iterable[Any]:
        asked = self.asked
        if asked["loai"]:
            yield Q(category__in=Category.objects.filter(code=asked["loai"]).values("pk"))
        if asked["dia-ban"]:
            yield Q(area__in=Area.objects.filter(slug=asked["dia-ban"]).values("pk"))
        if asked["co-quan"]:
            yield Q(agency__in=Agency.objects.filter(slug=asked["co-quan"]).values("pk"))
        if asked["nguoi"]:
            yield self._handler()
        yield from self._deadline(now)
        if asked["dau"] == "chua-doc":
            seen = ReadMark.objects.filter(user=self.user, report=OuterRef("pk"), version__gte=OuterRef("version"))
            yield ~Exists(seen)
        elif asked["dau"] == "gia-han":
            yield Q(extension=ExtensionState.ASKED)
        if self.order == "han" and (found := self._asked()):
            yield Q(pk__in=INDEX.keys(self._text, found, MOST_FOUND))
        elif self.words.strip() and not words_of(self.words):
            yield Q(pk__in=())

    def found(self, now: datetime) -> Found | None:
        """The same reports through the full-text index, for words and for several filters at once; ``None`` where one
        index of the table alone is in the order asked for."""
        asked = None if self.order == "han" or is_reference(self.words) else self._asked()
        return Found(self._text, asked, self.reports(now)) if asked else None

    def _asked(self) -> Asked | None:
        """What the full-text index is asked, if that is of use."""
        asked = asked_for(self.words, ())
        if not asked.phrases and sum(bool(self.asked[name]) for name in _FACETS) < 2:
            return None
        return replace(asked, facets=tuple(self._facets()))

    def _facets(self) -> Iterable[str | tuple[str, ...]]:
        yield tuple(f"s_{state}" for state in sorted(VIEWS[self.view][1]))
        for name, (prefix, model, column) in _FACETS.items():
            if self.asked[name]:
                key = model.objects.filter(**{column: self.asked[name]}).values_list("pk", flat=True).first()
                yield f"{prefix}{key or 0}"

    def _deadline(self, now: datetime) -> Iterable[Q]:
        if self.asked["han"] == "tre":
            yield Q(clock_due_at__lt=now)
        elif self.asked["han"] == "sap":
            yield Q(clock_due_at__gte=now, clock_due_at__lt=now + SOON)
        elif self.order == "han":  # what stands still has no place in this order
            yield Q(clock_due_at__isnull=False)

    def _handler(self) -> Q:
        who = self.asked["nguoi"]
        if who == "toi":
            return Q(handler=self.user)
        if who == NOBODY:
            return Q(handler__isnull=True)
        return Q(handler=int(who)) if who.isdecimal() and len(who) < 10 else Q()

    @property
    def _text(self) -> str:
        return STAFF_TEXT if sees_originals(self.user) else PUBLIC_TEXT

    def choices(self) -> list[Choice]:
        """The selects; agencies for those who see several, people for heads. Four queries at most."""
        asked = self.asked
        found = [
            Choice("loai", _("Category"), _kinds(), asked["loai"]),
            Choice("dia-ban", _("Commune or ward"), _communes(), asked["dia-ban"]),
        ]
        if self.sees_all:
            found.append(Choice("co-quan", _("Agency in charge"), _agencies(), asked["co-quan"]))
        else:
            found.append(Choice("nguoi", _("Officer"), self._people(), asked["nguoi"]))
        found.append(Choice("han", _("Deadline"), list(DEADLINES), asked["han"]))
        found.append(Choice("dau", _("Marks"), list(MARKS), asked["dau"]))
        found.append(Choice("xep", _("Order"), list(ORDERS), self.order))
        return found

    def _people(self) -> list[tuple[str, Any]]:
        """Oneself and nobody; for a head everybody of the agency."""
        people: list[tuple[str, Any]] = [("toi", _("Mine")), (NOBODY, _("Not handed to anybody"))]
        if has_role(self.user, Role.HEAD):
            members = User.objects.filter(
                is_active=True,
                memberships__agency__in=readable_agency_ids(self.user),
                memberships__role__in=[Role.OFFICER, Role.HEAD],
            )
            people += [(str(person.pk), str(person)) for person in members.exclude(pk=self.user.pk).distinct()]
        return people


def _kinds() -> list[tuple[str, Any]]:
    return list(Category.objects.filter(parent__isnull=False).values_list("code", "name"))


def _communes() -> list[tuple[str, Any]]:
    areas = Area.objects.valid_on().filter(level=AreaLevel.COMMUNE).order_by("name")
    return [(area.slug, area.full_name) for area in areas]


def _agencies() -> list[tuple[str, Any]]:
    agencies = Agency.objects.exclude(kind=AgencyKind.PROVINCE).order_by("name")
    return [(agency.slug, str(agency)) for agency in agencies.only("slug", "name", "short_name")]
