"""The foot of an official document: recipients on the left, signature on the right."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reportlab.platypus import Flowable, Spacer, Table

from reports.layout import styles
from reports.layout.paragraphs import balanced, paragraph
from reports.layout.tables import side_by_side
from reports.layout.text import join

_SIGNING_SPACE = 62.0  # for the signature and the seal
_ONE_PAGE = 40  # recipients that surely fit on one page
_LEFT = styles.BODY_WIDTH * 0.48
_RIGHT = styles.BODY_WIDTH - _LEFT


class SigningForm(StrEnum):
    """By what right someone signs (Decree 30/2020, Article 13)."""

    COLLECTIVE = "TM."  # thay mặt: for a body that decides together
    DEPUTY = "KT."  # ký thay: a deputy in the head's place
    BY_ORDER = "TL."  # thừa lệnh: a subordinate by the head's order
    AUTHORISED = "TUQ."  # thừa ủy quyền: by written authority
    ACTING = "Q."  # quyền: acting head


@dataclass(frozen=True, slots=True)
class Authority:
    """One line above the signer's position: ``TM. ỦY BAN NHÂN DÂN``, ``KT. CHỦ TỊCH``."""

    form: SigningForm
    whom: str

    def __str__(self) -> str:
        return f"{self.form} {self.whom}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The signature block, from top to bottom.

    ``note`` stands where the signature would: ``(Đã ký)`` on a copy, empty on a document that is to be signed.
    """

    authority: tuple[Authority, ...] = ()
    position: str = ""
    note: str = ""
    name: str = ""

    @classmethod
    def from_text(cls, text: str, *, note: str = "", name: str = "") -> "Signature":
        """Read lines such as ``KT. CHỦ TỊCH`` and ``PHÓ CHỦ TỊCH``; a line without a signing form is the position."""
        authority: list[Authority] = []
        position: list[str] = []
        for line in filter(None, (line.strip() for line in text.splitlines())):
            form = next((form for form in SigningForm if line.upper().startswith(form)), None)
            if form:
                authority.append(Authority(form, line[len(form) :].strip()))
            else:
                position.append(line)
        return cls(authority=tuple(authority), position=" ".join(position), note=note, name=name)


def closing(recipients: Sequence[str], signature: Signature) -> Table:
    """Recipients and signature side by side; a list of recipients that is longer than a page goes on overleaf."""
    left: list[Flowable] = []
    if recipients:
        left = [paragraph("Nơi nhận:", styles.RECIPIENTS_LABEL)]
        left += [paragraph(join("- ", recipient), styles.RECIPIENT) for recipient in recipients]
    table = side_by_side([[left, _signature(signature)]], (_LEFT, _RIGHT), split_in_row=len(recipients) > _ONE_PAGE)
    table.spaceBefore = 16
    return table


def _signature(signature: Signature) -> list[Flowable]:
    lines = [*map(str, signature.authority), signature.position]
    made: list[Flowable] = [balanced(line, styles.SIGNATURE, _RIGHT) for line in lines if line]
    if signature.note:
        made += [Spacer(1, 14), paragraph(signature.note, styles.SIGNATURE_NOTE), Spacer(1, 14)]
    else:
        made.append(Spacer(1, _SIGNING_SPACE))
    if signature.name:
        made.append(balanced(signature.name, styles.SIGNATURE, _RIGHT))
    return made
