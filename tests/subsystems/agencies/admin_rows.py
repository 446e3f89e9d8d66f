from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.admin_rows import Row, new_secret, rows_for
from tests.subsystems.agencies.factories import AreaFactory, MembershipFactory, UserFactory


@rows_for("co-quan_modeladmin_")
def agency(owner: Agency) -> Row:
    return Row({"instance_pk": owner.pk}, closed={"delete"})


@rows_for("dia-ban_modeladmin_")
def area(owner: Agency) -> Row:
    return Row({"instance_pk": AreaFactory().pk}, closed={"delete"})


@rows_for("vai-tro_modeladmin_")
def membership(owner: Agency) -> Row:
    secret = new_secret()
    row = MembershipFactory(agency=owner, role=Role.HEAD, user=UserFactory(last_name=secret))
    return Row({"instance_pk": row.pk}, secret, closed={"delete"})
