"""Amendments: new versions of provisions, and the days on which each version is in force."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from home.regulation.drafting import PlannedText, planned_texts, problems_of
from home.regulation.law_text import LawTextRefused
from home.regulation.models import Amendment, Provision, ProvisionVersion
from home.regulation.numbering import position_of
from home.regulation.queries import snapshot_of
from home.regulation.services.sourced import digest, follow_source
from home.regulation.timeline import Start, last_days
from ioc_site.common.freshness import purge


@transaction.atomic
def apply_amendment(amendment: Amendment) -> None:
    """Put the changes of a published amendment in force, or take them all back when it is withdrawn.

    Can be called again after the amendment was edited: versions that staff corrected since keep their correction.
    Raises ``LawTextRefused`` when a change does not fit the text that it changes.
    """
    touched = {version.provision for version in amendment.versions.select_related("provision")}
    applied = set() if amendment.withdrawn else {_write(amendment, text) for text in _planned(amendment)}
    amendment.versions.filter(provision__in=applied).update(live=True, valid_from=amendment.effective_from)
    amendment.versions.exclude(provision__in=applied).update(live=False)
    for provision in touched | applied:
        rebuild_timeline(provision)
    purge()  # updates in bulk pass the signals by


def rebuild_timeline(provision: Provision) -> None:
    """Let every version that counts end on the day before the next one begins."""
    versions = list(provision.versions.filter(live=True).select_related("amendment"))
    ends = last_days((version, _start(version)) for version in versions)
    for version in versions:
        version.valid_to = ends[version]
    ProvisionVersion.objects.bulk_update(versions, ["valid_to"])


def _start(version: ProvisionVersion) -> Start:
    amendment = version.amendment
    return Start(version.valid_from, amendment.issued_on if amendment else date.min, version.amendment_id or 0)


def _planned(amendment: Amendment) -> list[PlannedText]:
    rows = snapshot_of(amendment.document)
    changes = list(amendment.changes.all())
    for problem in problems_of(rows, amendment, changes):
        raise LawTextRefused(f"{changes[problem.index].place}: {problem.message}")
    if not changes:
        raise LawTextRefused(_("An amendment changes at least one provision."))
    return planned_texts(rows, amendment, changes)


def _write(amendment: Amendment, planned: PlannedText) -> Provision:
    """Store one planned version, and the provision itself when the amendment inserts it."""
    place = planned.place
    known = Provision.objects.filter(document=amendment.document)
    provision = known.filter(eid=place.eid).first()
    if provision is None:
        provision = Provision.objects.create(
            document=amendment.document,
            eid=place.eid,
            parent=known.get(eid=planned.parent_eid) if planned.parent_eid else None,
            part=place.part,
            kind=place.kind,
            number=place.number,
            position=position_of(place.number),
        )
    values = {"heading": planned.heading, "text": planned.text, "repealed": planned.repealed}
    version = ProvisionVersion.objects.filter(amendment=amendment, provision=provision).first()
    if version:
        follow_source(version, values)
    else:
        ProvisionVersion.objects.create(
            amendment=amendment,
            provision=provision,
            valid_from=amendment.effective_from,
            source_digest=digest(values),
            **values,
        )
    return provision
