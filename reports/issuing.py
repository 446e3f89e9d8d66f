"""The form in which an agency issues: the body above it, its place, and in whose name its head signs (Decree
30/2020/NĐ-CP, Appendix I).

A people's committee decides as a body, so its chairman signs ``TM. ỦY BAN NHÂN DÂN`` and no body stands above its name.
Everybody else signs in his own right (``GIÁM ĐỐC``) below the name of his agency; a department of the province stands
under the province's committee.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.layout.closing import Signature, SigningForm
from subsystems.agencies.enums import AgencyKind
from subsystems.agencies.models import Agency
from subsystems.agencies.queries import current_agencies

COMMITTEES = (AgencyKind.PROVINCE, AgencyKind.DISTRICT, AgencyKind.COMMUNE)
COMMITTEE_SIGNS = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"
PLACE = "Bình Thuận"
# What the head is called, by how the agency's name begins; a department's head is its director.
_HEADS = (
    ("văn phòng", "CHÁNH VĂN PHÒNG"),
    ("thanh tra", "CHÁNH THANH TRA"),
    ("chi cục", "CHI CỤC TRƯỞNG"),
    ("cục", "CỤC TRƯỞNG"),
    ("ban", "TRƯỞNG BAN"),
)
_HEAD = "GIÁM ĐỐC"


def is_committee(agency: Agency) -> bool:
    """Whether the agency decides as a body."""
    return agency.kind in COMMITTEES


def signature_of(issuer: Agency) -> str:
    """The signature block of the issuer's head, one line a line."""
    if is_committee(issuer):
        return COMMITTEE_SIGNS
    name = issuer.name.lower()
    return next((head for begins, head in _HEADS if name.startswith(f"{begins} ")), _HEAD)


def signature_problem(issuer: Agency, text: str) -> Any:
    """What is wrong with a signature block for this issuer, as a sentence; ``None`` when it may stand so."""
    signature = Signature.from_text(text)
    forms = {authority.form for authority in signature.authority}
    if not signature.position:
        return _("The last line of a signature block is the position of who signs.")
    if is_committee(issuer):
        if forms & {SigningForm.COLLECTIVE, SigningForm.BY_ORDER, SigningForm.AUTHORISED}:
            return None
        return _("A people's committee decides as a body: its block begins with TM. ỦY BAN NHÂN DÂN.")
    if SigningForm.COLLECTIVE in forms or "CHỦ TỊCH" in text.upper():
        return _(
            "Only a people's committee signs TM. ỦY BAN NHÂN DÂN and through its CHỦ TỊCH; %(issuer)s signs as "
            "%(form)s, a deputy as KT. %(form)s."
        ) % {"issuer": issuer.name, "form": signature_of(issuer)}
    return None


def body_above(issuer: Agency) -> Agency | None:
    """The body that is printed above the issuer. None above a committee; above a department without a parent the
    provincial committee that it worked under."""
    if is_committee(issuer):
        return None
    if issuer.parent or issuer.kind != AgencyKind.DEPARTMENT:
        return issuer.parent
    provinces = Agency.objects.filter(kind=AgencyKind.PROVINCE).order_by("pk")
    return provinces.valid_on(issuer.valid_to or timezone.localdate()).first() or provinces.first()


def place_of(issuer: Agency) -> str:
    """The name that stands before the date: of the district or commune for its committee, else of the province."""
    if issuer.kind in (AgencyKind.DISTRICT, AgencyKind.COMMUNE) and issuer.area:
        return issuer.area.name
    return PLACE


def symbol_of(issuer: Agency, kind: str = "BC") -> str:
    """``BC-STTTT`` (a submission: ``TTr-STTTT``); committees sign as UBND."""
    return f"{kind}-{'UBND' if is_committee(issuer) else issuer.code}"


def issuing_today(agency: Agency) -> Agency | None:
    """The agency itself while it works, else the one that took over from it; ``None`` when several did."""
    if agency.is_valid_on():
        return agency
    current = current_agencies(agency)
    return current[0] if len(current) == 1 else None
