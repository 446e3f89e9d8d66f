"""From feedback to law: an amendment drafted from accepted proposals, and what becomes of them when it is issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from home.regulation.enums import ChangeAction
from home.regulation.models import Amendment, AmendmentChange, Document
from home.regulation.permissions import user_can_edit_law_text
from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.permissions import require
from ioc_site.common.vietnamese import short_date
from workflows.proposals.services import finish_gathered, gather


@dataclass(frozen=True, slots=True)
class Draft:
    """What the draft of an amendment says of itself, and the new text of each clause by anchor."""

    number: str
    title: str
    issued_on: date
    effective_from: date
    texts: Mapping[str, str]


@transaction.atomic
def draft_from_feedback(draft: Draft, proposals: Sequence[int], user: Any) -> Amendment:
    """Draft an amendment that takes up these proposals; somebody else approves it before it is law.

    Raises ``PermissionDenied``, and ``ValidationError`` when the number is taken, a clause has no text, or another
    draft has taken up one of the proposals meanwhile.
    """
    require(user_can_edit_law_text(user))
    document = Document.objects.get(slug=REGULATION)
    if Amendment.objects.filter(document=document, number=draft.number).exists():
        raise ValidationError({"number": _("There is an amendment with this number already.")})
    if draft.effective_from <= document.valid_from:
        raise ValidationError({"effective_from": _("An amendment takes effect after the document that it changes.")})
    amendment = Amendment(
        document=document,
        number=draft.number,
        title=draft.title,
        issued_on=draft.issued_on,
        effective_from=draft.effective_from,
        live=False,
    )
    amendment.changes = [  # type: ignore[misc] # a ParentalKey takes a list
        AmendmentChange(
            action=ChangeAction.REPLACE,
            place=Citation.from_eid(REGULATION, eid).label,
            text=text,
            sort_order=order,
        )
        for order, (eid, text) in enumerate(draft.texts.items())
    ]
    amendment.full_clean(exclude=["latest_revision", "file"])
    amendment.save()
    amendment.save_revision(user=user)
    gather(proposals, amendment.pk)
    return amendment


def tell_proposers(amendment: Amendment) -> int:
    """An amendment was issued: what it takes up is done and its proposers are told; gives how many."""
    if amendment.withdrawn:
        return 0
    with translation.override("vi"):  # it is kept, and agencies read Vietnamese
        result = _("Taken up by Decision %(number)s, in force from %(day)s.") % {
            "number": amendment.number,
            "day": short_date(amendment.effective_from),
        }
    return finish_gathered(amendment.pk, result)
