"""Loading areas, the agencies of the decision, and the changes since: all or nothing, and twice is the same as once."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import Field

from ioc_site.common.datafiles import DataFile, DataFileError, StrictRow, read_data_file
from ioc_site.common.folding import fold
from ioc_site.common.subsystems import Subsystem
from ioc_site.common.upsert import upsert
from subsystems.agencies.area_source import FIRST_DAY, LAST_DAY, source_areas
from subsystems.agencies.enums import AgencyKind, AreaLevel
from subsystems.agencies.models import Agency, Area
from subsystems.agencies.services import move_members

CODE = Field(pattern=r"^[A-Z0-9][A-Z0-9-]*$", max_length=40)


class AgencyRow(StrictRow):
    """One agency of ``data/agencies.yaml``.

    ``duties`` are words for the reader of the file; what an agency owes is loaded from ``data/duties-1089.yaml``.
    """

    code: str = CODE
    name: str = Field(min_length=1, max_length=255)
    short_name: str = Field(default="", max_length=100)
    kind: AgencyKind
    leads: list[Subsystem] = []
    supports: list[Subsystem] = []
    duties: list[str] = []
    source: str = Field(default="", max_length=300)


class AgencyFile(StrictRow):
    agencies: list[AgencyRow] = Field(min_length=1)


class ChangeRow(StrictRow):
    """Agencies that ended with ``last_day`` and who took over from the day after."""

    ended: list[str] = Field(min_length=1)
    successors: list[str] = []
    last_day: date
    source: str = Field(min_length=1, max_length=300)


class ChangeFile(StrictRow):
    """``new_agencies`` begin with ``changes``; ``commune_committees`` makes one for each commune of 2025."""

    new_agencies: list[AgencyRow] = []
    commune_committees: bool = False
    changes: list[ChangeRow] = Field(min_length=1)


@transaction.atomic
def load_areas() -> Counter[str]:
    """Load the areas of Bình Thuận before and after 1 July 2025; returns how many were created, updated, unchanged."""
    counts: Counter[str] = Counter()
    sources = source_areas()
    loaded: dict[str, Area] = {}
    for source in sources:
        south, west, north, east = source.box or (None, None, None, None)
        loaded[source.key] = upsert(
            Area,
            {"code": source.code, "valid_from": FIRST_DAY if source.is_new else None},
            {
                "valid_to": None if source.is_new else LAST_DAY,
                "slug": source.slug,
                "name": source.name,
                "kind": source.kind,
                "level": source.level,
                "parent": loaded[source.parent] if source.parent else None,
                "latitude": source.latitude,
                "longitude": source.longitude,
                "south": south,
                "west": west,
                "north": north,
                "east": east,
            },
            counts,
        )
    for source in sources:
        loaded[source.key].successors.set([loaded[key] for key in source.successors])
    return counts


@transaction.atomic
def load_agencies(path: Path, changes: Path | None = None) -> Counter[str]:
    """Load the agencies that the decision names, all of them as working ones; raises ``DataFileError``.

    Areas are loaded first where there are none yet. With ``changes`` also what became of the agencies since.
    """
    file = read_data_file(path, AgencyFile)
    if not Area.objects.exists():
        load_areas()
    counts: Counter[str] = Counter()
    _check_unique(file, "agencies", file.content.agencies)
    for index, row in enumerate(file.content.agencies):
        _load_agency(file, ("agencies", index), row, _old_area(file, ("agencies", index), row), counts)
    if changes:
        counts += load_changes(changes)
    return counts


@transaction.atomic
def load_changes(path: Path) -> Counter[str]:
    """End the agencies that no longer exist, make those that took over, and move their people; ``DataFileError``.

    Where one agency took over, its people go with the work; where several did, ``counts["to_assign"]`` tells how many
    people somebody must assign by hand.
    """
    file = read_data_file(path, ChangeFile)
    counts: Counter[str] = Counter()
    _check_unique(file, "new_agencies", file.content.new_agencies)
    beginnings = _beginnings(file.content.changes)
    for index, row in enumerate(file.content.new_agencies):
        place = ("new_agencies", index)
        if row.code not in beginnings:
            raise DataFileError([file.fault((*place, "code"), _("no change below names this agency as a successor"))])
        start, source = beginnings[row.code]
        row = row.model_copy(update={"source": row.source or source})
        _load_agency(file, place, row, _province(start), counts, start)
    if file.content.commune_committees:
        load_commune_committees(counts)
    for index, change in enumerate(file.content.changes):
        _apply_change(file, ("changes", index), change, counts)
    return counts


def load_commune_committees(counts: Counter[str]) -> None:
    """A People's Committee for every commune of 2025, successor of the district committee of the same ground."""
    for area in Area.objects.valid_on(FIRST_DAY).filter(level=AreaLevel.COMMUNE):
        name = f"Ủy ban nhân dân {area.kind.lower()} {area.name}"
        upsert(
            Agency,
            {"code": f"UBND-{area.code}"},
            {"name": name, "short_name": _short(name), "slug": agency_slug(f"{name} Lâm Đồng"), "area": area}
            | {"kind": AgencyKind.COMMUNE, "valid_from": FIRST_DAY, "source": "Nghị quyết số 202/2025/QH15"},
            counts,
        )


def agency_slug(name: str) -> str:
    """The public address of an agency, from its name: ``ubnd-thanh-pho-phan-thiet``."""
    words = fold(_short(name)).replace(",", " ").replace("-", " ").split()
    return "-".join(words)[:80]


def _short(name: str) -> str:
    return name.replace("Ủy ban nhân dân", "UBND")


def _load_agency(
    file: DataFile,
    place: tuple[str, int],
    row: AgencyRow,
    area: Area | None,
    counts: Counter[str],
    valid_from: date | None = None,
) -> None:
    values = {
        "name": row.name,
        "short_name": row.short_name or (_short(row.name) if _short(row.name) != row.name else ""),
        "slug": agency_slug(row.name),
        "kind": row.kind,
        "area": area,
        "leads": [str(key) for key in row.leads],
        "supports": [str(key) for key in row.supports],
        "source": row.source,
        "valid_from": valid_from,
    }
    try:
        upsert(Agency, {"code": row.code}, values, counts)
    except ValidationError as error:
        raise DataFileError(file.fault(place, message) for message in error.messages) from error


def _old_area(file: DataFile, place: tuple[str, int], row: AgencyRow) -> Area | None:
    """A district committee's district; the province for all others."""
    if row.kind != AgencyKind.DISTRICT:
        return _province(LAST_DAY)
    district = row.name.removeprefix("Ủy ban nhân dân ")
    for area in Area.objects.valid_on(LAST_DAY).filter(level=AreaLevel.DISTRICT):
        if fold(area.full_name) == fold(district):
            return area
    message = _("no district of the province is called “%(name)s”") % {"name": district}
    raise DataFileError([file.fault((*place, "name"), message)])


def _province(day: date) -> Area:
    return Area.objects.valid_on(day).get(level=AreaLevel.PROVINCE)


def _check_unique(file: DataFile, key: str, rows: Iterable[AgencyRow]) -> None:
    """Two agencies with one code or one name are a slip of the pen."""
    faults, seen = [], set()
    for index, row in enumerate(rows):
        for field in ("code", "name"):
            value = getattr(row, field)
            if (field, value) in seen:
                message = _("“%(value)s” stands in the file twice") % {"value": value}
                faults.append(file.fault((key, index, field), message))
            seen.add((field, value))
    if faults:
        raise DataFileError(faults)


def _beginnings(changes: Iterable[ChangeRow]) -> dict[str, tuple[date, str]]:
    """When and on what grounds a successor begins: the day after the first change that names it."""
    found: dict[str, tuple[date, str]] = {}
    for change in changes:
        for code in change.successors:
            begins = (change.last_day + timedelta(days=1), change.source)
            found[code] = min(found.get(code, begins), begins)
    return found


def _apply_change(file: DataFile, place: tuple[str, int], change: ChangeRow, counts: Counter[str]) -> None:
    agencies = {agency.code: agency for agency in Agency.objects.filter(code__in=[*change.ended, *change.successors])}
    unknown = [
        file.fault((*place, key, index), _("no agency has the code “%(code)s”") % {"code": code})
        for key, codes in (("ended", change.ended), ("successors", change.successors))
        for index, code in enumerate(codes)
        if code not in agencies
    ]
    if unknown:
        raise DataFileError(unknown)
    for code in change.ended:
        agency = agencies[code]
        successors = [agencies[code] for code in change.successors] or _committees_on_the_ground_of(agency)
        upsert(Agency, {"code": code}, {"valid_to": change.last_day}, counts)
        agency.successors.set(successors)
        counts["to_assign"] += move_members(agency, successors, change.last_day)


def _committees_on_the_ground_of(agency: Agency) -> list[Agency]:
    """Who took over from a district committee when the file does not say: the committees of its new communes."""
    if agency.kind != AgencyKind.DISTRICT or agency.area is None:
        return []
    return list(Agency.objects.filter(kind=AgencyKind.COMMUNE, area__in=agency.area.successors.all()))
