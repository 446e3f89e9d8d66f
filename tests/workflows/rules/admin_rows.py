from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.admin_rows import Row, new_secret, rows_for
from tests.subsystems.agencies.factories import member
from tests.workflows.proposals import factories as proposals
from tests.workflows.rules.factories import tag_rule
from workflows.engine.parties import SYSTEM
from workflows.engine.services import open_case
from workflows.rules.models import CaseTag, FollowUp


@rows_for("rule")
def rule(owner: Agency) -> Row:
    secret = new_secret()
    row = tag_rule(member(Role.MODERATOR), name=secret, is_active=False)
    readers = {Role.AUDITOR, Role.MODERATOR}
    return Row({"pk": row.pk}, secret, readers=readers, writers={Role.MODERATOR}, closed={"rule_switch"})


@rows_for("rule_edit", "rule_dry_run", "rule_switch", "rule_delete")
def kept_rule(owner: Agency) -> Row:
    row = tag_rule(member(Role.MODERATOR), name="Quy tắc khác", is_active=False)
    return Row({"pk": row.pk}, readers={Role.MODERATOR}, writers={Role.MODERATOR}, closed={"rule_switch"})


@rows_for("case_tag_remove")
def tag(owner: Agency) -> Row:
    proposal = proposals.received(owner)
    row = CaseTag.objects.create(workflow="proposal", case_id=proposal.pk, name="Nhãn", folded="nhan")
    return Row({"pk": row.pk}, readers=frozenset(), writers={Role.MODERATOR}, closed={"case_tag_remove"})


@rows_for("follow_up")
def follow_up(owner: Agency) -> Row:
    secret = new_secret()
    row = FollowUp(title=secret, agency=owner, role=Role.HEAD, about_workflow="proposal", about_id=0)
    case = open_case(row, SYSTEM).case
    readers = {Role.AUDITOR, Role.MODERATOR}
    return Row({"reference": case.reference, "code": "drop"}, secret, readers=readers, writers={Role.MODERATOR})
