"""Admin forms of the reference lists; saving goes through the services."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from ioc_site.common.subsystems import Subsystem
from subsystems.agencies import services


class ServiceForm(WagtailAdminModelForm):
    """A model form that saves through ``save_row``, a service that checks the row and raises ``ValidationError``."""

    save_row: ClassVar[Any]

    def save(self, commit: bool = True) -> Any:
        row = type(self).save_row(self.instance)
        self._save_m2m()
        return row


class AgencyForm(ServiceForm):
    leads = forms.MultipleChoiceField(
        label=_("Leads"), choices=Subsystem.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    supports = forms.MultipleChoiceField(
        label=_("Supports"), choices=Subsystem.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    save_row = staticmethod(services.save_agency)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and self.instance in cleaned.get("successors", ()):
            self.add_error("successors", _("An agency does not take over from itself."))
        return cleaned


class AreaForm(ServiceForm):
    save_row = staticmethod(services.save_area)


class MembershipForm(ServiceForm):
    save_row = staticmethod(services.save_membership)
