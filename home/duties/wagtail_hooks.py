"""Registration of the list of duties in the admin."""

from wagtail_modeladmin.options import modeladmin_register

from home.duties import permissions
from home.duties.models import Duty
from home.duties.viewsets import DutyAdmin
from subsystems.agencies.scoped_admin.policies import register_rules

register_rules(
    Duty,
    view=permissions.user_can_view_duties,
    add=permissions.user_can_keep_duties,
    change=permissions.user_can_keep_duties,
    delete=permissions.user_can_delete_duty,
)

modeladmin_register(DutyAdmin)
