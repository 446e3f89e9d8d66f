"""Preparing a photo for the public: areas that nobody shall make out, and whether it is shown at all."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from ioc_site.common.permissions import require
from subsystems.agencies.requests import SignedInRequest
from workflows.field_reports.desk import services
from workflows.field_reports.desk.case import find_report
from workflows.field_reports.desk.case_views import case_address
from workflows.field_reports.desk.filters import DeskFilter, sees_originals
from workflows.field_reports.models import Photo
from workflows.field_reports.permissions import user_can_moderate

MOST_AREAS = 20
EMPTY_ROWS = 3


class AreaForm(forms.Form):
    """One area to blur, in per cent of the photo's width and height (one decimal)."""

    left = forms.FloatField(label=gettext_lazy("From the left"), min_value=0, max_value=100, required=False)
    top = forms.FloatField(label=gettext_lazy("From the top"), min_value=0, max_value=100, required=False)
    width = forms.FloatField(label=gettext_lazy("Width"), min_value=0, max_value=100, required=False)
    height = forms.FloatField(label=gettext_lazy("Height"), min_value=0, max_value=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"step": "0.1", "inputmode": "decimal"}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        given = [name for name in self.fields if data.get(name) is not None]
        if given and len(given) < len(self.fields) and not self.errors:
            raise ValidationError(_("Give all four numbers of an area, or none."))
        return data

    @property
    def rectangle(self) -> list[int] | None:
        """Left, top, width and height in per mille, cut at the edges; ``None`` for an empty row or area."""
        numbers = [number for name in self.fields if (number := self.cleaned_data.get(name)) is not None]
        if len(numbers) < len(self.fields):
            return None
        left, top, width, height = (round(10 * number) for number in numbers)
        width, height = min(width, 1000 - left), min(height, 1000 - top)
        return [left, top, width, height] if width > 0 and height > 0 else None


AreaFormSet = forms.formset_factory(AreaForm, extra=EMPTY_ROWS, max_num=MOST_AREAS, absolute_max=MOST_AREAS)


@never_cache
@require_http_methods(["GET", "POST"])
def prepare(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    """Blur areas of a photo (drawn, or given as numbers) and say whether the public sees it."""
    report = find_report(request.user, reference)
    photo = Photo.objects.select_related("edited_by").filter(pk=pk, report=report).first() if report else None
    if report is None or photo is None:
        raise Http404
    if not sees_originals(request.user):
        raise Http404
    if request.method == "POST":
        require(user_can_moderate(request.user))
    initial = [
        dict(zip(("left", "top", "width", "height"), (n / 10 for n in area), strict=True)) for area in photo.blurred
    ]
    areas = AreaFormSet(request.POST or None, initial=initial, prefix="vung")
    if request.method == "POST" and areas.is_valid():
        rectangles = [form.rectangle for form in areas if form.rectangle]
        services.edit_photo(photo, request.user, rectangles=rectangles, is_public="is_public" in request.POST)
        messages.success(request, _("The photo is ready for the public. The original is kept."))
        return redirect(case_address(request, reference))
    context = {
        "report": report,
        "photo": photo,
        "areas": areas,
        "can_moderate": bool(user_can_moderate(request.user)),
        "filter": DeskFilter(request.user, request.GET),
        "history": report.edits.filter(field=f"photo:{photo.pk}").select_related("by"),
        "most_areas": MOST_AREAS,
    }
    return render(request, "field_reports/desk/photo.html", context, status=422 if areas.is_bound else 200)
