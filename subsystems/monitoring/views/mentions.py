"""Mentions: the list, one of them, what people enter, and what is done for privacy."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from ioc_site.common.permissions import require
from subsystems.agencies.requests import SignedInRequest
from subsystems.monitoring.enums import SourceKind
from subsystems.monitoring.fetching.entries import Unreadable
from subsystems.monitoring.fetching.lists import read_csv
from subsystems.monitoring.forms import EraseForm, MaskForm, SeenForm, TableForm
from subsystems.monitoring.models import Matter, Mention, Source
from subsystems.monitoring.permissions import (
    user_can_add_mention,
    user_can_keep_sources,
    user_can_moderate,
    user_can_view_sources,
)
from subsystems.monitoring.queries import mentions as queries
from subsystems.monitoring.roles import reads_everything
from subsystems.monitoring.services.by_hand import Seen, add_seen, add_table
from subsystems.monitoring.services.matters import take_up
from subsystems.monitoring.services.people import erase, mask_names

LONGEST_TABLE = 5 * 1024 * 1024


@require_GET
def mention_list(request: SignedInRequest) -> HttpResponse:
    """Search and filters."""
    require(user_can_view_sources(request.user))
    return render(request, "monitoring/mentions.html", {"screen": queries.mention_list(request.GET)})


def _screen(request: SignedInRequest, pk: int) -> queries.MentionScreen:
    screen = queries.mention_screen(request.user, pk) if pk < 1 << 62 else None
    if screen is None:
        raise Http404
    return screen


@require_GET
def mention(request: SignedInRequest, pk: int) -> HttpResponse:
    """One mention."""
    return _page(request, _screen(request, pk))


def _page(
    request: SignedInRequest,
    screen: queries.MentionScreen,
    mask: MaskForm | None = None,
    erasing: EraseForm | None = None,
) -> HttpResponse:
    context = {
        "screen": screen,
        "mask": mask or MaskForm(),
        "erasing": erasing or EraseForm(),
        "can_moderate": bool(user_can_moderate(request.user)),
    }
    return render(request, "monitoring/mention.html", context, status=422 if mask or erasing else 200)


@require_http_methods(["GET", "POST"])
def mention_take_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the story of a mention up by hand."""
    screen = _screen(request, pk)
    if request.method == "GET" or screen.mention.story is None:
        return redirect("monitoring_mention", pk=pk)
    require(user_can_moderate(request.user))
    matter = take_up(screen.mention.story, request.user)
    return redirect("monitoring_matter", reference=matter.reference)


@require_http_methods(["GET", "POST"])
def mention_mask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mask names of private persons."""
    screen = _screen(request, pk)
    if request.method == "GET":
        return redirect("monitoring_mention", pk=pk)
    require(user_can_moderate(request.user))
    form = MaskForm(request.POST)
    if not form.is_valid():
        return _page(request, screen, mask=form)
    mask_names(screen.mention, form.cleaned_data["names"].splitlines(), request.user)
    messages.success(request, _("The names were masked."))
    return redirect("monitoring_mention", pk=pk)


@require_http_methods(["GET", "POST"])
def mention_erase(request: SignedInRequest, pk: int) -> HttpResponse:
    """Erase the text of a mention for good."""
    screen = _screen(request, pk)
    if request.method == "GET":
        return redirect("monitoring_mention", pk=pk)
    require(user_can_moderate(request.user))
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _page(request, screen, erasing=form)
    erase([screen.mention], user=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("The text was erased; the counts stay."))
    return redirect("monitoring_mention", pk=pk)


@require_GET
def screenshot(request: SignedInRequest, pk: int) -> FileResponse:
    """The picture that a person added, for staff who may see the mention."""
    found = get_object_or_404(Mention.objects.visible_to(request.user).exclude(screenshot=""), pk=pk)
    try:
        response = FileResponse(found.screenshot.open("rb"))
    except FileNotFoundError as error:
        raise Http404 from error
    response["Cache-Control"] = "private, max-age=300"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """Enter what one saw; the bookmarklet opens this form with what it found on the page."""
    require(user_can_add_mention(request.user))
    if request.method == "POST":
        form = SeenForm(request.POST, request.FILES)
        if form.is_valid():
            return _added(request, form)
        return _form(request, form, status=422)
    given = {name: request.GET.get(name, "")[:20_000] for name in ("url", "title", "quote")}
    return _form(request, SeenForm(initial={name: value for name, value in given.items() if value}))


def _form(request: SignedInRequest, form: SeenForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "is_staff": reads_everything(request.user)}
    return render(request, "monitoring/add.html", context, status=status)


def _added(request: SignedInRequest, form: SeenForm) -> HttpResponse:
    data = form.cleaned_data
    seen = Seen(
        url=data["url"],
        kind=SourceKind(data["kind"]),
        title=data["title"],
        quote=data["quote"],
        author=data["author"],
        published_at=data["published_at"],
        screenshot=data["screenshot"],
    )
    found, is_new = add_seen(seen, request.user)
    words = _("Thank you. It is on the desk now.") if is_new else _("This address is known already.")
    messages.success(request, words)
    matter = Matter.objects.visible_to(request.user).filter(story=found.story_id).first()
    if matter:
        return redirect("monitoring_matter", reference=matter.reference)
    return redirect("monitoring_add")


@require_GET
def bookmarklet(request: SignedInRequest) -> HttpResponse:
    """How to enter what one reads with one press."""
    require(user_can_add_mention(request.user))
    address = request.build_absolute_uri(reverse("monitoring_add"))
    script = (
        "javascript:(()=>{const e=encodeURIComponent,d=document;"
        f"open('{address}?url='+e(location.href)+'&title='+e(d.title)+'&quote='+e(String(getSelection()).slice(0,1500)))"
        "})()"
    )
    context = {"script": script, "is_staff": reads_everything(request.user)}
    return render(request, "monitoring/bookmarklet.html", context)


@require_http_methods(["GET", "POST"])
def source_table(request: SignedInRequest, pk: int) -> HttpResponse:
    """Bring a CSV file into a source; any wrong row means that nothing is stored."""
    require(user_can_keep_sources(request.user))
    source = get_object_or_404(Source.objects.visible_to(request.user), pk=pk)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            entries = read_csv(upload.read(LONGEST_TABLE + 1)) if upload.size <= LONGEST_TABLE else None
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            if entries is None:
                form.add_error("file", _("The file is larger than 5 MB."))
            else:
                new = add_table(source, entries, request.user)
                messages.success(request, _("%(new)s of %(all)s rows were new.") % {"new": new, "all": len(entries)})
                return redirect("monitoring_sources")
    status = 422 if form.errors else 200
    return render(request, "monitoring/source_table.html", {"form": form, "source": source}, status=status)
