"""Registration of this room's screens in the admin."""

from wagtail_modeladmin.options import modeladmin_register

from subsystems.agencies import permissions
from subsystems.agencies.models import Agency, Area, Membership
from subsystems.agencies.scoped_admin.policies import register_rules
from subsystems.agencies.viewsets import AgenciesGroup

# An agency or area that ends gets a last day; deleting it would tear what happened under its name.
for model in (Agency, Area):
    register_rules(
        model,
        view=permissions.user_can_view_reference_lists,
        add=permissions.user_can_keep_reference_lists,
        change=permissions.user_can_keep_reference_lists,
    )
register_rules(
    Membership,
    view=permissions.user_can_view_membership,
    add=permissions.user_can_give_roles,
    change=permissions.user_can_give_roles,
)

modeladmin_register(AgenciesGroup)
