"""Every write of the duties room."""

from collections import Counter
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import Field

from home.duties.enums import BearerGroup, Part
from home.duties.models import Bearer, Duty
from home.regulation.queries import existing_eids
from ioc_site.common.citations import Citation
from ioc_site.common.datafiles import DataFile, DataFileError, StrictRow, read_data_file
from subsystems.agencies.models import Agency

Bearers = list[tuple[Part, str]]  # (part, group or code of an agency), in the order of the file


class DutyRow(StrictRow):
    """One duty of ``data/duties-1089.yaml``; ``owes`` and ``helps`` hold codes of agencies and names of groups."""

    cite: str = Field(max_length=80)
    text: str = Field(min_length=1, max_length=1000)
    owes: list[str] = Field(min_length=1)
    helps: list[str] = []

    @property
    def bearers(self) -> Bearers:
        return [(Part.OWES, name) for name in self.owes] + [(Part.HELPS, name) for name in self.helps]


class DutyFile(StrictRow):
    document: str = Field(max_length=80)
    duties: list[DutyRow] = Field(min_length=1)


@transaction.atomic
def load_duties(path: Path) -> Counter[str]:
    """Load the duties of a document; all or nothing, and twice is the same as once. Raises ``DataFileError``.

    Returns how many were ``created``, ``updated``, ``unchanged``, ``kept`` (staff changed them) and ``removed`` (they
    are no longer in the file). What staff added stays.
    """
    file = read_data_file(path, DutyFile)
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    _check(file, agencies)
    document = file.content.document
    known = {
        (duty.eid, duty.source_text): duty
        for duty in Duty.objects.filter(document=document).exclude(source_text="").prefetch_related("bearers__agency")
    }
    counts: Counter[str] = Counter()
    positions: Counter[str] = Counter()
    for row in file.content.duties:
        positions[row.cite] += 1
        duty = known.pop((row.cite, row.text), None)
        counts[_load(document, row, positions[row.cite], duty, agencies)] += 1
    for duty in known.values():
        if duty.kept:
            counts["kept"] += 1
        else:
            duty.delete()
            counts["removed"] += 1
    return counts


def _load(document: str, row: DutyRow, position: int, duty: Duty | None, agencies: dict[str, Agency]) -> str:
    if duty and duty.kept:
        return "kept"
    if duty and duty.position == position and _bearers_of(duty) == row.bearers:
        return "unchanged"
    outcome = "updated" if duty else "created"
    duty = duty or Duty(document=document, eid=row.cite, text=row.text, source_text=row.text)
    duty.position = position
    duty.full_clean()
    duty.save()
    duty.bearers.all().delete()
    for part, name in row.bearers:
        target = {"group": name} if name in BearerGroup else {"agency": agencies[name]}
        Bearer.objects.create(duty=duty, part=part, **target)
    return outcome


def _bearers_of(duty: Duty) -> Bearers:
    return [(Part(b.part), b.group or (b.agency.code if b.agency else "")) for b in duty.bearers.all()]


def _check(file: DataFile[DutyFile], agencies: dict[str, Agency]) -> None:
    """Every place must stand in the loaded regulation, every bearer be known, and no duty stand there twice."""
    document, faults, seen = file.content.document, [], set()
    places = existing_eids(document)
    if not places:
        message = _("the regulation “%(document)s” is not loaded; run load_regulation first") % {"document": document}
        raise DataFileError([file.fault(["document"], message)])
    for index, row in enumerate(file.content.duties):
        if row.cite not in places:
            message = _("there is no such place in the regulation: %(place)s") % {"place": _spoken(document, row.cite)}
            faults.append(file.fault(["duties", index, "cite"], message))
        if (row.cite, row.text) in seen:
            faults.append(file.fault(["duties", index, "text"], _("this duty stands in the file twice")))
        seen.add((row.cite, row.text))
        for key, names in (("owes", row.owes), ("helps", row.helps)):
            for number, name in enumerate(names):
                if name not in BearerGroup and name not in agencies:
                    message = _("“%(name)s” is neither a known agency nor a group") % {"name": name}
                    faults.append(file.fault(["duties", index, key, number], message))
    if faults:
        raise DataFileError(faults)


def _spoken(document: str, eid: str) -> str:
    """The citation in words where the anchor is one."""
    try:
        return Citation.from_eid(document, eid).label
    except ValueError:
        return eid


@transaction.atomic
def save_duty(duty: Duty) -> Duty:
    """Save what staff entered; loading the file again leaves it alone from now on."""
    duty.kept = bool(duty.source_text)
    duty.full_clean()
    duty.save()
    return duty
