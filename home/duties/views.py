"""The public pages: duties under a regulation, the directory of agencies, one agency."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.duties import queries
from home.duties.forms import DirectoryFilter, DutyFilter
from home.queries import COMPONENTS_URL
from home.regulation.linking import document_url
from ioc_site.common.citations import REGULATION
from ioc_site.common.subsystems import Subsystem
from ioc_site.common.templatetags.vietnamese import long_date
from subsystems.agencies.models import Agency
from subsystems.agencies.queries import agency_by_slug, directory

BY_AGENCY = "co-quan"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that may lead somewhere."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the duties."""

    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of facts about an agency; most values are names, which stay Vietnamese in any language."""

    label: str
    values: list[Link]
    in_vietnamese: bool = True


@require_safe
def duties(request: HttpRequest, document: str) -> HttpResponse:
    """``/quy-che/<document>/nhiem-vu/``, by clause or (``?xem=co-quan``) by bearer, of one agency (``?co-quan=``)."""
    page = queries.duty_page(document, request.GET.get("co-quan", ""))
    if page is None:
        raise Http404
    by_agency = request.GET.get("xem") == BY_AGENCY
    form = DutyFilter(request.GET, agencies=page.agencies)
    form.is_valid()
    context = {
        "page_of_duties": page,
        "document_url": document_url(document),
        "by_agency": by_agency,
        "form": form,
        "tabs": _tabs(request.path, page.agency, by_agency),
        "crumbs": [Link(str(page.document), document_url(document))],
    }
    return render(request, "duties/duties.html", context)


def _tabs(path: str, agency: Agency | None, by_agency: bool) -> list[Tab]:
    chosen = {"co-quan": agency.slug} if agency else {}
    by_clause_query, by_agency_query = urlencode(chosen), urlencode({"xem": BY_AGENCY, **chosen})
    return [
        Tab(_("By clause"), f"{path}?{by_clause_query}" if by_clause_query else path, not by_agency),
        Tab(_("By agency"), f"{path}?{by_agency_query}", by_agency),
    ]


@require_safe
def agency_list(request: HttpRequest) -> HttpResponse:
    """``/co-quan/``: the directory, with ``?q=`` for a part of the name."""
    form = DirectoryFilter(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    kinds = directory(words)
    context = {"form": form, "kinds": kinds, "words": words, "count": sum(len(kind.agencies) for kind in kinds)}
    return render(request, "duties/agency_list.html", context)


@require_safe
def agency(request: HttpRequest, slug: str) -> HttpResponse:
    """``/co-quan/<slug>/``: what an agency is, what it leads, and what it owes under the regulation."""
    found = agency_by_slug(slug)
    if found is None:
        raise Http404
    context: dict[str, Any] = {
        "agency": found,
        "notice": _notice(found),
        "facts": [fact for fact in _facts(found) if fact.values],
        "duties": queries.duties_of_agency(found),
        "document_url": document_url(REGULATION),
        "all_duties_url": reverse("duties", args=[REGULATION]),
        "crumbs": [Link(_("Agencies"), reverse("agency_list"))],
    }
    return render(request, "duties/agency.html", context)


def _notice(agency: Agency) -> str:
    """Why an agency is not at work today; empty when it is."""
    if agency.is_valid_on():
        return ""
    if agency.valid_to and agency.valid_to < timezone.localdate():
        message = _("This agency worked until %(day)s. What it did stays readable; its successor does the new work.")
        return message % {"day": long_date(agency.valid_to)}
    return _("This agency works from %(day)s.") % {"day": long_date(agency.valid_from)}


def _facts(agency: Agency) -> list[Fact]:
    return [
        Fact(_("Short name"), _texts(agency.short_name)),
        Fact(_("Area"), _texts(agency.area.full_name if agency.area else "")),
        Fact(_("Belongs to"), _agencies([agency.parent] if agency.parent else [])),
        Fact(_("In charge of"), _components(agency.leads), in_vietnamese=False),
        Fact(_("Takes part in"), _components(agency.supports), in_vietnamese=False),
        Fact(_("Grounds"), _texts(agency.source)),
        Fact(_("Works from"), _texts(long_date(agency.valid_from)), in_vietnamese=False),
        Fact(_("Worked until"), _texts(long_date(agency.valid_to)), in_vietnamese=False),
        Fact(_("Succeeded by"), _agencies(agency.successors.all())),
        Fact(_("Took over from"), _agencies(agency.predecessors.all())),
    ]


def _texts(text: str) -> list[Link]:
    return [Link(text)] if text else []


def _agencies(agencies: Iterable[Agency]) -> list[Link]:
    return [Link(agency.name, reverse("agency", args=[agency.slug])) for agency in agencies]


def _components(keys: list[str]) -> list[Link]:
    """The components that an agency leads or helps with; a key of an older release is left out."""
    known = [component for component in Subsystem if component in keys]
    return [Link(str(component.label), f"{COMPONENTS_URL}{component.value}/") for component in known]
