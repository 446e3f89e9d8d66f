from home.duties.enums import BearerGroup, Part
from home.duties.models import Bearer, Duty
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.admin_rows import Row, rows_for


@rows_for("nhiem-vu_modeladmin_")
def duty(owner: Agency) -> Row:
    """The list of duties belongs to no agency: publishers keep it, editors and auditors may look."""
    row = Duty.objects.create(document="1089-qd-ubnd", eid="dieu-9-khoan-1", text="Thử nghiệm")
    Bearer.objects.create(duty=row, part=Part.OWES, group=BearerGroup.ALL)
    keepers = frozenset({Role.PUBLISHER})
    return Row({"instance_pk": row.pk}, readers=keepers, writers=keepers)


@rows_for("nhiem-vu_modeladmin_inspect", "nhiem-vu_modeladmin_history")
def readable_duty(owner: Agency) -> Row:
    row = Duty.objects.create(document="1089-qd-ubnd", eid="dieu-9-khoan-2", text="Thử nghiệm")
    readers = frozenset({Role.PUBLISHER, Role.EDITOR, Role.AUDITOR})
    return Row({"instance_pk": row.pk}, readers=readers, writers=readers)
