"""The screen of an import: take the template, upload, look at what would change or what is wrong, write."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.auth import require_admin_access
from wagtail_modeladmin.views import WMABaseView

from ioc_site.common.uploads import UploadRefused
from subsystems.agencies.models import User
from subsystems.agencies.scoped_admin.imports.files import KINDS, MAX_ROWS, Table, read_table, write_table
from subsystems.agencies.scoped_admin.imports.resource import ReferenceResource, exported_rows, resource_for

SALT, HOUR = "agencies.import", 3600
MOST_SHOWN = 200
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class UploadForm(forms.Form):
    """The file to import; ``table`` is what was read from it."""

    file = forms.FileField(label=gettext_lazy("File (CSV or XLSX)"))
    table: Table

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.table = read_table(file)
        except UploadRefused as error:
            raise forms.ValidationError(error.messages) from error
        return file


class ImportView(WMABaseView):
    """``GET``: a form, or with ``?tep=csv`` (``xlsx``) the list as a file. ``POST``: a file, or what was previewed."""

    page_title = gettext_lazy("Import from a file")
    template_name = "agencies/admin/import.html"

    @method_decorator(require_admin_access)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.permission_helper.user_can_import(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        kind = request.GET.get("tep", "")
        if kind in KINDS:
            return self._file(kind)
        return self._render(UploadForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if "previewed" in request.POST:
            return self._write(request)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._render(form)
        resource = resource_for(self.model_admin, cast(User, request.user))
        resource.run(form.table, dry_run=True)
        return self._render(form, resource, self._sign(form.table))

    def _write(self, request: HttpRequest) -> HttpResponseBase:
        """Write what was previewed; all of it is checked anew, as the lists may have changed since."""
        table = self._unsign(request.POST["previewed"])
        if table is None:
            messages.error(request, _("The preview is too old. Upload the file again."))
            return redirect(request.path)
        resource = resource_for(self.model_admin, cast(User, request.user))
        if not resource.run(table, dry_run=False):
            return self._render(UploadForm(), resource, "")
        count = len(resource.changes)
        said = ngettext("%(count)s row was written.", "%(count)s rows were written.", count) % {"count": count}
        messages.success(request, said)
        return redirect(self.index_url)

    def _sign(self, table: Table) -> str:
        """The rows within the page itself, so that any web process can write them; signed for this user and list."""
        content = {"user": self.request.user.pk, "list": self.model._meta.label, "table": _packed(table)}
        return signing.dumps(content, salt=SALT, compress=True)

    def _unsign(self, token: str) -> Table | None:
        try:
            content = signing.loads(token, salt=SALT, max_age=HOUR)
        except signing.BadSignature:
            return None
        if (content["user"], content["list"]) != (self.request.user.pk, self.model._meta.label):
            return None
        return Table(*content["table"])

    def _file(self, kind: str) -> HttpResponse:
        resource = resource_for(self.model_admin, self.request.user)
        rows = exported_rows(resource, self.model_admin.get_queryset(self.request).order_by("pk"))
        content = write_table(kind, [column.heading for column in resource.columns], rows)
        name = f"{self.model_admin.base_url_path or self.opts.model_name}.{kind}"
        return HttpResponse(
            content,
            content_type=CONTENT_TYPES[kind],
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
        )

    def _render(self, form: UploadForm, resource: ReferenceResource | None = None, previewed: str = "") -> HttpResponse:
        columns = (resource or resource_for(self.model_admin, self.request.user)).columns
        context = {
            "view": self,
            "form": form,
            "resource": resource,
            "columns": columns,
            "keys": [column.heading for column in columns if column.name in self.model_admin.import_key],
            "changes": resource.changes[:MOST_SHOWN] if resource else (),
            "faults": resource.faults[:MOST_SHOWN] if resource else (),
            "new_count": sum(change.is_new for change in resource.changes) if resource else 0,
            "changed_count": sum(not change.is_new for change in resource.changes) if resource else 0,
            "previewed": previewed if resource and resource.changes and not resource.faults else "",
            "max_rows": MAX_ROWS,
        }
        return render(self.request, self.template_name, context, status=422 if resource and resource.faults else 200)


def _packed(table: Table) -> list[Any]:
    return [table.headings, table.rows, table.numbers]
