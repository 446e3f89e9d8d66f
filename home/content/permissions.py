"""Who may do what with guidance, news and the other pages that staff write.

Four eyes: what goes live has been read by a person who did not write it. That holds for everybody, administrators
included, and on every way to publish that Wagtail knows (see ``home.content.models.editorial``).
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from home.content.four_eyes import draft_author_ids
from ioc_site.common.permissions import ALLOWED, Decision, Refused


def user_can_approve(user: Any, page: Page) -> Decision:
    """Whether ``user`` may let the latest draft of ``page`` go live, as far as four eyes are concerned.

    Whether the user may publish at all is Wagtail's page permission and is asked beside this.
    """
    if user.pk in draft_author_ids(page):
        return Refused(_("You wrote or changed this version yourself: another person has to approve it."))
    return ALLOWED


def user_can_read(user: Any, *, staff_only: bool) -> bool:
    """Whether ``user`` may read a page; what is for staff is read by signed-in staff only."""
    return not staff_only or bool(user and user.is_authenticated)
