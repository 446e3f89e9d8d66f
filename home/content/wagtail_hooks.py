"""What this room adds to the admin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from home.content.checking import citation_findings
from home.content.from_matters import message_about
from home.content.home_panel import WaitingPanel
from home.content.permissions import user_can_approve
from home.content.rich_text import LeanPageLinkHandler
from home.content.viewsets import EditorialPageViewSet, editorial_page_viewset


@hooks.register("register_admin_viewset", order=1)  # after Wagtail's own, which it replaces
def register_page_screens() -> EditorialPageViewSet:
    return editorial_page_viewset


@hooks.register("register_rich_text_features", order=1)  # after Wagtail's own, which it replaces
def link_pages_by_address(features: FeatureRegistry) -> None:
    features.register_link_type(LeanPageLinkHandler)


@hooks.register("before_publish_page")
def refuse_own_changes(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The edit view saves and publishes in one go: what was typed just now has no second reader yet."""
    decision = user_can_approve(request.user, page)
    if decision:
        return None
    messages.error(request, str(decision.reason))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_edit_page")
def tell_of_matters(request: HttpRequest, page: Page) -> None:
    """Whoever opens a page that answers a matter of online information gets the way back to it."""
    if request.method == "GET" and request.accepts("text/html") and (words := message_about(page)):
        messages.info(request, words)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def tell_of_wrong_citations(request: HttpRequest, page: Page) -> None:
    """After each saving by hand; what is saved by itself while the editor types is shown among the checks."""
    if not request.accepts("text/html"):
        return
    for finding in citation_findings(page):
        messages.warning(request, f"{finding.message} ({finding.where})")


@hooks.register("insert_editor_js")
def keep_typed_comments() -> SafeString:
    return format_html('<script src="{}"></script>', static("dist/page_editor.js"))


@hooks.register("construct_homepage_panels")
def put_waiting_first(request: HttpRequest, panels: list[Component]) -> None:
    """Our panel says all that Wagtail's two do, only to those who may act, with the same number of queries always."""
    replaced = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)
    panels[:] = [WaitingPanel(), *(panel for panel in panels if not isinstance(panel, replaced))]
