"""The pages that everybody reads: list, map, one report, feed."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ioc_site.common.folding import xml_text
from ioc_site.common.freshness import fresh_until
from workflows.field_reports.models import FieldReport
from workflows.field_reports.public.filters import PublicFilter, read_filter
from workflows.field_reports.public.following import FollowForm, SubscribeForm
from workflows.field_reports.public.geojson import MapRefused, feature_collection, read_view
from workflows.field_reports.public.listing import narrowed, public_list
from workflows.field_reports.queries import public_report

FEED_LENGTH = 30
# A cluster may be this many seconds old in somebody's browser.
MAP_FRESH = 15


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    listing = public_list(request.GET)
    form = SubscribeForm(initial={"area": listing.wanted.area, "category": listing.wanted.category})
    return render(request, "field_reports/list.html", {"listing": listing, "subscribe_form": form})


@require_safe
def report_map(request: HttpRequest) -> JsonResponse:
    """Pins and clusters (GeoJSON) of ``bbox`` at ``zoom`` under the filters of the list. 400 with the reason in words
    for a box or zoom that is none, or a filter that does not exist."""
    try:
        view = read_view(request.GET)
        wanted = read_filter(request.GET)
        if wanted.unknown:
            raise MapRefused(wanted.unknown[0], _("There is no such value of this filter."))
    except MapRefused as refusal:
        return JsonResponse({"error": {"parameter": refusal.parameter, "message": str(refusal)}}, status=400)
    compact = {"ensure_ascii": False, "separators": (",", ":")}
    collection = feature_collection(view, wanted)
    response = JsonResponse(collection, content_type="application/geo+json", json_dumps_params=compact)
    patch_cache_control(response, public=True, max_age=MAP_FRESH)
    return response


@require_safe
def report_page(request: HttpRequest, reference: str) -> HttpResponse:
    now = timezone.now()
    screen = public_report(reference, now)
    if screen is None:
        raise Http404
    if screen.report.clock_due_at and screen.report.clock_due_at > now:
        fresh_until(request, screen.report.clock_due_at)
    return render(request, "field_reports/page.html", {"screen": screen, "follow_form": FollowForm()})


class ReportFeed(Feed):
    """The newest public reports as RSS, of a category, an area, a state and a period where the address names them."""

    def get_object(self, request: HttpRequest) -> PublicFilter:
        wanted = read_filter(request.GET)
        if wanted.unknown:
            raise Http404
        return wanted

    def title(self, wanted: PublicFilter) -> str:
        about = [str(part) for part in (wanted.category, wanted.area) if part]
        return " – ".join([_("Field reports in Bình Thuận"), *about])

    def description(self, wanted: PublicFilter) -> str:
        return _("New reports that moderators have accepted")

    def link(self, wanted: PublicFilter) -> str:
        return wanted.address(reverse("report_list"))

    def feed_url(self, wanted: PublicFilter) -> str:
        """With its filter: readers go on with the address that the feed gives itself."""
        return wanted.address(reverse("report_feed"))

    def items(self, wanted: PublicFilter) -> list[FieldReport]:
        reports = narrowed(FieldReport.objects.public(), wanted).select_related("category", "area")
        return list(reports.order_by("-created_at", "-id")[:FEED_LENGTH])

    def item_title(self, item: FieldReport) -> str:
        place = item.public_address or (item.area and item.area.full_name) or item.reference
        return xml_text(f"{item.category.name} – {place}")

    def item_description(self, item: FieldReport) -> str:
        mark = f"[{_('demonstration data')}] " if item.is_demo else ""
        return xml_text(f"{mark}{item.public_description}")

    def item_link(self, item: FieldReport) -> str:
        return reverse("report_page", args=[item.reference])

    def item_pubdate(self, item: FieldReport) -> datetime:
        return item.created_at
