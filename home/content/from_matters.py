"""News out of matters of online information: the draft that an answer becomes, and the way back to the matter."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.content.models import NewsIndexPage, NewsPage
from ioc_site.common.folding import fold
from ioc_site.common.permissions import ALLOWED, Decision, Refused
from subsystems.monitoring.models import Matter
from subsystems.monitoring.outputs import Made, Output, register_output
from subsystems.monitoring.services.matters import matters_of

KIND = "news"
_LONGEST_TITLE, _LONGEST_SUMMARY = 150, 250


def user_can_draft(user: Any, matter: Matter) -> Decision:
    """Whoever may make something of the matter may propose a draft, once; editors finish it and four eyes let it go
    live."""
    if matter.links.filter(kind=KIND).exists():
        return Refused(_("There is a draft already."))
    return ALLOWED if NewsIndexPage.objects.exists() else Refused(_("There is no place for news yet."))


def make_draft(matter: Matter, user: Any) -> Made:
    """A draft with what the agency answers, or what proves the story false; never the text of somebody else."""
    index = NewsIndexPage.objects.get()
    told = matter.evidence or matter.answer
    title = Truncator(_("About: %(story)s") % {"story": matter.story.title}).chars(_LONGEST_TITLE)
    page = NewsPage(
        title=title,
        slug=f"{slugify(fold(matter.story.title))[:60].strip('-') or 'tin'}-{str(matter.reference).lower()}",
        summary=Truncator(told).chars(_LONGEST_SUMMARY),
        body=[("text", linebreaks(told, autoescape=True))],
        is_demo=matter.is_demo,
        live=False,
        owner=user,
    )
    index.add_child(instance=page)
    page.save_revision(user=user)
    return Made(str(page.pk), page.title)


def draft_url(key: str) -> str:
    """Where editors find it."""
    return reverse("wagtailadmin_pages:edit", args=[key])


def message_about(page: Any) -> str:
    """What the editor is told when he opens a page that was made from a matter; empty for others. One query."""
    matter = next(iter(matters_of(KIND, page.pk)), None)
    if matter is None:
        return ""
    url = reverse("monitoring_matter", args=[matter.reference])
    return format_html('{} <a href="{}">{}</a>', _("This page answers the online matter"), url, matter.reference)


def register() -> None:
    """Called when the app is ready."""
    register_output(Output(KIND, gettext_lazy("Make a news draft"), user_can_draft, make_draft, draft_url))
