"""Rows of the conduct room for the walk through the admin."""

from datetime import date

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.admin_rows import Row, new_secret, rows_for
from tests.subsystems.agencies.factories import member
from tests.workflows.conduct import factories as make
from workflows.conduct.enums import CaseKind
from workflows.conduct.models import Round

WRITERS = frozenset({Role.HEAD, Role.OFFICER, Role.MODERATOR, Role.INTERNAL_AFFAIRS})
PARTIES = frozenset({Role.MODERATOR, Role.INTERNAL_AFFAIRS, Role.LEADER})


def _case(kind: CaseKind, owner: Agency) -> Row:
    secret = new_secret()
    case = make.proposed(kind, agency=owner, subject_name=secret)
    args = {"reference": case.reference, "code": "withdraw", "pk": case.documents.get().pk}
    closed = {f"{kind}_{action}" for action in ("case", "edit", "step", "document", "remove", "file")}
    if kind == CaseKind.DISCIPLINE:
        closed |= {"discipline_dossier", "discipline_dossier_file", "discipline_dossier_sign"}
    return Row(args, secret, readers=frozenset(), writers=PARTIES, closed=closed)


@rows_for("commendation_")
def commendation(owner: Agency) -> Row:
    """A case that was proposed: its parties read it, superusers and auditors are none."""
    return _case(CaseKind.COMMENDATION, owner)


@rows_for("discipline_")
def discipline(owner: Agency) -> Row:
    return _case(CaseKind.DISCIPLINE, owner)


@rows_for("conduct_round")
def commendation_round(owner: Agency) -> Row:
    secret = new_secret()
    row = Round.objects.create(
        name=secret,
        form=make.a_form(),
        period_start=date(2026, 1, 1),
        period_end=date(2026, 2, 1),
        created_by=member(Role.MODERATOR),
    )
    closed = {"conduct_round", "conduct_round_edit", "conduct_round_decide"}
    readers = frozenset({Role.INTERNAL_AFFAIRS, Role.AUDITOR})
    return Row({"pk": row.pk}, secret, readers=readers, writers=frozenset({Role.MODERATOR, Role.LEADER}), closed=closed)


@rows_for("hinh-thuc-khen-thuong-ky-luat_modeladmin_")
def conduct_form(owner: Agency) -> Row:
    row = make.a_form()
    readers = frozenset({Role.HEAD, Role.OFFICER, Role.MODERATOR, Role.LEADER})
    return Row({"instance_pk": row.pk}, readers=readers, writers=frozenset({Role.INTERNAL_AFFAIRS}))


@rows_for("thanh-phan-ho-so_modeladmin_")
def required_document(owner: Agency) -> Row:
    row = make.a_form().documents.first()
    readers = frozenset({Role.HEAD, Role.OFFICER, Role.MODERATOR, Role.LEADER})
    return Row({"instance_pk": row.pk}, readers=readers, writers=frozenset({Role.INTERNAL_AFFAIRS}))
