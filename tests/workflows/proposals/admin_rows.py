"""Rows of proposals and task forces for the walk through the admin."""

from datetime import date

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.admin_rows import EVERYBODY, Row, new_secret, rows_for
from tests.subsystems.agencies.factories import member
from tests.workflows.proposals import factories as make
from workflows.proposals.models import Nomination, TaskForce


@rows_for("proposal_")
def proposal(owner: Agency) -> Row:
    """A proposal that ``owner`` has sent to its own head: elsewhere only Sở TTTT, leaders and auditors read it."""
    secret = new_secret()
    row = make.draft(owner, title=secret)
    make.fire(row, "submit", row.author)
    args = {"reference": row.reference, "code": "note", "kind": "improvement"}
    readers = frozenset({Role.AUDITOR, Role.MODERATOR, Role.LEADER})
    # A superuser administers; it does not write in the name of an agency.
    return Row(args, secret, readers=readers, writers=frozenset({Role.MODERATOR}), closed={"proposal_edit"})


@rows_for("task_force")
def task_force(owner: Agency) -> Row:
    """A task force: everybody who works for an agency reads who is in it, Sở TTTT decides."""
    secret = new_secret()
    row = TaskForce.objects.create(
        name=secret, mandate="x", lead=owner, nominate_by=date(2030, 1, 1), created_by=member(Role.MODERATOR)
    )
    row.asked.add(owner)
    named = Nomination.objects.create(
        task_force=row, agency=owner, person="Nguyễn Văn A", position="Chuyên viên", by=member(Role.OFFICER, owner)
    )
    args = {"pk": row.pk, "nomination": named.pk, "state": "appointed"}
    return Row(
        args, secret, readers=EVERYBODY - {None}, writers=frozenset({Role.MODERATOR}), closed={"task_force_edit"}
    )


@rows_for("proposal_write")
def new_proposal(owner: Agency) -> Row:
    """An empty form: everybody who writes for an agency of their own gets it."""
    writers = frozenset({*Role} - {Role.LEADER, Role.AUDITOR})
    return Row({"kind": "incident"}, new_secret(), readers=frozenset(), writers=writers, closed={"proposal_write"})
