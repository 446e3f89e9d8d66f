"""``ScopedModelAdmin``: reference lists without a workflow, on wagtail-modeladmin."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet, RestrictedError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import DeleteView, IndexView

from subsystems.agencies.models import User
from subsystems.agencies.scoped_admin.imports.views import ImportView
from subsystems.agencies.scoped_admin.policies import find_row, policy_of

ANY_ACTION = ("view", "add", "change", "delete")


class ScopedPermissionHelper(PermissionHelper):
    """modeladmin's questions, answered by the room's rules instead of Django's model permissions."""

    def user_has_any_permissions(self, user: User) -> bool:
        return policy_of(self.model).user_has_any_permission(user, ANY_ACTION)

    def user_can_create(self, user: User) -> bool:
        return bool(policy_of(self.model).decide(user, "add"))

    def user_can_import(self, user: User) -> bool:
        policy = policy_of(self.model)
        return bool(policy.decide(user, "add") or policy.decide(user, "change"))

    def user_can_inspect_obj(self, user: User, obj: Model) -> bool:
        return self.inspect_view_enabled and bool(policy_of(self.model).decide(user, "view", obj))

    def user_can_edit_obj(self, user: User, obj: Model) -> bool:
        return bool(policy_of(self.model).decide(user, "change", obj))

    def user_can_delete_obj(self, user: User, obj: Model) -> bool:
        return bool(policy_of(self.model).decide(user, "delete", obj))


class ScopedIndexView(IndexView):
    """modeladmin's list, safe against its own address.

    modeladmin applies any parameter of the address as a lookup, which would let a reader ask for rows by what they do
    not show (``?user__password__startswith=…``), and lets a wrong one fail: here only the declared filters count.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except IncorrectLookupParameters:
            messages.error(request, _("The list could not be filtered like that; here is the whole list."))
            return redirect(self.index_url)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        admin = self.model_admin
        context = super().get_context_data(*args, **kwargs)
        if admin.import_key and self.permission_helper.user_can_import(self.request.user):
            context["import_url"] = self.url_helper.get_action_url("import")
        return context

    def get_filters(self, request: HttpRequest) -> tuple[list, bool, dict, bool]:
        specs, has_filters, _ignored, use_distinct = super().get_filters(request)
        return specs, has_filters, {}, use_distinct


class ScopedDeleteView(DeleteView):
    """modeladmin's deletion without its list of everything that holds the row, whoever may see which of it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = str(self.instance)
        try:
            with transaction.atomic():
                log(instance=self.instance, action="wagtail.delete")
                self.delete_instance()
        except (ProtectedError, RestrictedError):
            messages.error(request, _("“%(name)s” is in use and cannot be deleted.") % {"name": name})
        else:
            messages.success(request, _("“%(name)s” was deleted.") % {"name": name})
        return redirect(self.index_url)


class ScopedModelAdmin(ModelAdmin):
    """A reference list in which every view of a row goes through the scope, the history too.

    ``import_key`` names the fields that tell its rows apart in a file; where it is set, rows are imported from
    spreadsheets through the form of ``edit_handler``.
    """

    import_key: Sequence[str] = ()
    index_template_name = "agencies/admin/list.html"
    permission_helper_class = ScopedPermissionHelper
    index_view_class = ScopedIndexView
    delete_view_class = ScopedDeleteView
    inspect_view_enabled = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).visible_to(request.user)

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        find_row(request, self.model, instance_pk, "view")
        return super().inspect_view(request, instance_pk)

    def edit_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        find_row(request, self.model, instance_pk, "change")
        return super().edit_view(request, instance_pk)

    def delete_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        find_row(request, self.model, instance_pk, "delete")
        return super().delete_view(request, instance_pk)

    def history_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        find_row(request, self.model, instance_pk, "view")
        return super().history_view(request, instance_pk)

    def import_view(self, request: HttpRequest) -> HttpResponseBase:
        return ImportView.as_view(model_admin=self)(request)

    def get_admin_urls_for_registration(self) -> tuple[Any, ...]:
        urls = super().get_admin_urls_for_registration()
        if not self.import_key:
            return urls
        address = f"{self.url_helper.base_url_path}/import/"
        return (path(address, self.import_view, name=self.url_helper.get_action_url_name("import")), *urls)

    def get_permissions_for_registration(self) -> Any:
        """Nothing to tick in Wagtail's group form: the rules decide, not Django's permissions."""
        return super().get_permissions_for_registration().none()
