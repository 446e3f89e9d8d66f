"""Amendments: new versions of provisions, and the days on which each version is in force."""

from datetime import date, timedelta

from django.db import transaction

from home.regulation.enums import ChangeAction, ProvisionKind
from home.regulation.models import Amendment, AmendmentChange, Document, Provision, ProvisionVersion
from home.regulation.numbering import position_of
from home.regulation.places import Place, read_place
from home.regulation.services.sourced import digest, follow_source
from ioc_site.common.freshness import purge


@transaction.atomic
def apply_amendment(amendment: Amendment) -> None:
    """Bring the changes of a published amendment into force, or take them all back when it is withdrawn.

    Can be called again after the amendment was edited: versions that staff corrected since keep their correction.
    """
    touched: dict[int, Provision] = {}
    before = amendment.versions.select_related("provision")
    touched.update({v.provision_id: v.provision for v in before})
    applied: set[int] = set()
    if not amendment.withdrawn:
        for change in _outermost_first(amendment):
            provision = _provision_of(amendment.document, change)
            _write_version(amendment, provision, change)
            touched[provision.pk] = provision
            applied.add(provision.pk)
    amendment.versions.filter(provision__in=applied).update(live=True, valid_from=amendment.effective_from)
    amendment.versions.exclude(provision__in=applied).update(live=False)
    for provision in touched.values():
        rebuild_timeline(provision)


def rebuild_timeline(provision: Provision) -> None:
    """Let every version that counts end on the day before the next one begins.

    Of two that begin on the same day the one issued later counts; the other ends before it begins.
    """
    versions = sorted(
        provision.versions.filter(live=True).select_related("amendment"),
        key=lambda v: (v.valid_from, v.amendment.issued_on if v.amendment else date.min, v.amendment_id or 0),
    )
    for version, following in zip(versions, [*versions[1:], None], strict=True):
        version.valid_to = following.valid_from - timedelta(days=1) if following else None
    ProvisionVersion.objects.bulk_update(versions, ["valid_to"])
    purge()


def _outermost_first(amendment: Amendment) -> list[AmendmentChange]:
    """An inserted article must exist before the clauses inserted into it."""
    return sorted(amendment.changes.all(), key=lambda change: change.place.lower().count(" "))


def _provision_of(document: Document, change: AmendmentChange) -> Provision:
    place = read_place(document, change.place)
    if change.action != ChangeAction.INSERT:
        return Provision.objects.get(document=document, eid=place.eid)
    provision, _created = Provision.objects.get_or_create(
        document=document,
        eid=place.eid,
        defaults={
            "parent": _parent_of(document, place),
            "part": place.part,
            "kind": place.kind,
            "number": place.number,
            "position": position_of(place.number),
        },
    )
    return provision


def _parent_of(document: Document, place: Place) -> Provision | None:
    """The provision into which another is inserted; an article goes into the chapter of the one before it."""
    if place.parent_eid:
        return Provision.objects.get(document=document, eid=place.parent_eid)
    neighbours = Provision.objects.filter(document=document, part=place.part, kind=ProvisionKind.ARTICLE)
    before = neighbours.filter(position__lt=position_of(place.number)).order_by("-position").first()
    return before.parent if before else None


def _write_version(amendment: Amendment, provision: Provision, change: AmendmentChange) -> None:
    values = {"heading": change.heading, "text": change.text, "repealed": change.action == ChangeAction.REPEAL}
    version = ProvisionVersion.objects.filter(amendment=amendment, provision=provision).first()
    if version is None:
        ProvisionVersion.objects.create(
            amendment=amendment,
            provision=provision,
            valid_from=amendment.effective_from,
            source_digest=digest(values),
            **values,
        )
    else:
        follow_source(version, values)
