"""The table of the test case, as a room would write one."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from ioc_site.common.permissions import ALLOWED, Refused
from subsystems.agencies.models import User
from workflows.engine.definitions import (
    STAY,
    Ask,
    Due,
    Escalation,
    Field,
    FieldKind,
    Kind,
    OneOf,
    State,
    Transition,
    Workflow,
)
from workflows.engine.parties import SYSTEM, Audience, External, Party, Placeholder, everyone, only
from workflows.engine.working_time import VIETNAM, WorkingDays

REPORTER = Party("reporter", "Người báo")


def staff(actor, case):
    if isinstance(actor, User) and actor.is_staff:
        return ALLOWED
    return Refused("Chỉ cán bộ mới làm được việc này.")


def handler(actor, case):
    return ALLOWED if case.handler_id and case.handler_id == actor.pk else Refused("Việc này của người được giao.")


def not_locked(case):
    return Refused("Hồ sơ đang bị khóa.") if case.is_locked else ALLOWED


def assign_handler(step):
    step.case.handler = step.data["handler"]


def check_new_date(step):
    if step.data["until"] < timezone.localdate(step.at):
        raise ValidationError({"until": "Ngày gia hạn đã qua."})


def until_end_of_day(step):
    day = step.data["until"]
    return datetime(day.year, day.month, day.day, 17, 0, tzinfo=VIETNAM)


HANDLER = Audience("handler", "Người được giao", lambda case: [case.handler] if case.handler else [])
STAFF = Audience("staff", "Cán bộ", lambda case: User.objects.filter(is_staff=True))
CITIZEN = Audience("citizen", "Người báo", lambda case: [External("repair", str(case.pk))], is_public=True)

NEW = State("new", "Mới", "Đã nhận")
ASSIGNED = State("assigned", "Đã giao", groups=frozenset({"desk"}))
ASKING = State("asking", "Chờ trả lời", kind=Kind.WAITING, pauses_deadline=True)
DONE = State("done", "Xong", kind=Kind.FINAL)
REFUSED = State("refused", "Từ chối", kind=Kind.FINAL)

REPAIR = Workflow(
    code="repair",
    label="Sửa chữa",
    model="casework.Repair",
    reference_prefix="SC",
    url=lambda case, audience: f"/sua-chua/{case.reference}/",
    states=(NEW, ASSIGNED, ASKING, DONE, REFUSED),
    parties=(REPORTER,),
    audiences=(HANDLER, STAFF, CITIZEN),
    placeholders=(Placeholder("title", "Tên việc", lambda case, event: case.title, "Đèn hỏng"),),
    escalations=(Escalation("due_soon", -8), Escalation("overdue", 0)),
    opening=Transition(
        code="opened",
        label="Gửi",
        done_label="đã gửi",
        public_label="Đã gửi",
        sources=(),
        target=NEW,
        who=everyone,
        due=Due(lambda step: WorkingDays(step.case.urgent_days)),
        tells=(STAFF, CITIZEN),
    ),
    transitions=(
        Transition(
            code="assign",
            label="Giao việc",
            done_label="đã giao việc",
            public_label="Đã giao người sửa",
            sources=(NEW, ASSIGNED),
            target=ASSIGNED,
            who=staff,
            guards=(not_locked,),
            fields=(
                Field(
                    name="handler",
                    kind=FieldKind.OBJECT,
                    label="Người sửa",
                    queryset=lambda case, actor: User.objects.filter(is_staff=True),
                ),
            ),
            comment=Ask.OPTIONAL,
            effects=(assign_handler,),
            tells=(HANDLER, STAFF),
        ),
        Transition(
            code="ask",
            label="Hỏi lại",
            done_label="đã hỏi lại",
            public_label="Chờ bạn trả lời",
            sources=(ASSIGNED,),
            target=ASKING,
            who=handler,
            comment=Ask.REQUIRED,
            comment_is_public=True,
            tells=(CITIZEN,),
        ),
        Transition(
            code="answer",
            label="Trả lời",
            done_label="đã trả lời",
            public_label="Đã trả lời",
            sources=(ASKING,),
            target=ASSIGNED,
            who=only(REPORTER),
            fields=(Field(name="answer", kind=FieldKind.LONG_TEXT, label="Câu trả lời", is_public=True),),
            tells=(HANDLER,),
        ),
        Transition(
            code="extend",
            label="Gia hạn",
            done_label="đã gia hạn",
            public_label="Đã gia hạn",
            sources=(ASSIGNED,),
            target=STAY,
            who=staff,
            fields=(Field(name="until", kind=FieldKind.DATE, label="Đến ngày"),),
            comment=Ask.REQUIRED,
            validate=check_new_date,
            due=Due(until_end_of_day),
        ),
        Transition(
            code="finish",
            label="Kết thúc",
            done_label="đã kết thúc",
            public_label="Đã xử lý",
            sources=(ASSIGNED,),
            target=OneOf((DONE, REFUSED), lambda step: DONE if step.data["fixed"] == "yes" else REFUSED),
            who=handler,
            guards=(not_locked,),
            fields=(
                Field(
                    name="fixed",
                    kind=FieldKind.CHOICE,
                    label="Kết quả",
                    choices=lambda case: [("yes", "Đã sửa"), ("no", "Không sửa được")],
                    is_public=True,
                ),
                Field(name="cost", kind=FieldKind.INTEGER, label="Chi phí", required=False, minimum=0, maximum=10**9),
            ),
            comment=Ask.OPTIONAL,
            tells=(CITIZEN, STAFF),
        ),
        Transition(
            code="reopen",
            label="Mở lại",
            done_label="đã mở lại",
            sources=(DONE, REFUSED),
            target=ASSIGNED,
            who=only(REPORTER),
            comment=Ask.REQUIRED,
            due=Due(WorkingDays(2), restarts=True),
        ),
        Transition(
            code="due_soon",
            label="Nhắc hạn",
            done_label="nhắc sắp đến hạn",
            sources=(NEW, ASSIGNED),
            target=STAY,
            who=only(SYSTEM),
            tells=(HANDLER,),
        ),
        Transition(
            code="overdue",
            label="Báo quá hạn",
            done_label="báo quá hạn",
            public_label="Quá hạn",
            sources=(NEW, ASSIGNED),
            target=STAY,
            who=only(SYSTEM),
            tells=(HANDLER, STAFF),
        ),
    ),
)
