"""The life of a report, as one table (Article 6 clause 4, Article 7 clause 5).

``planned → building → draft → approved → numbered → signed → sent → archived``. What is numbered does not change any
more; what was wrong in it is put right by a new report, which makes the old one ``superseded``. Without a certificate a
report goes from ``numbered`` to ``sent``, and says everywhere that it has no digital signature.
"""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports import effects
from reports.permissions import (
    PREPARERS,
    SIGNERS,
    user_can_approve,
    user_can_ask,
    user_can_comment,
    user_can_issue,
    user_can_prepare,
    user_can_sign,
)
from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import members_with_role
from workflows.engine.definitions import STAY, Ask, Field, FieldKind, Kind, Queue, State, Transition, Workflow
from workflows.engine.parties import SYSTEM, Audience, Message, Placeholder, only

PLANNED = State("planned", pgettext_lazy("report", "Planned"), kind=Kind.WAITING)
BUILDING = State("building", pgettext_lazy("report", "Being built"))
FAILED = State("failed", pgettext_lazy("report", "Could not be built"))
DRAFT = State("draft", pgettext_lazy("report", "Draft"))
APPROVED = State("approved", pgettext_lazy("report", "Approved"))
NUMBERED = State("numbered", pgettext_lazy("report", "Numbered"), groups=frozenset({"issued"}))
SIGNED = State("signed", pgettext_lazy("report", "Signed"), groups=frozenset({"issued"}))
SENT = State("sent", pgettext_lazy("report", "Sent"), groups=frozenset({"issued"}))
ARCHIVED = State("archived", pgettext_lazy("report", "Archived"), kind=Kind.FINAL, groups=frozenset({"issued"}))
SUPERSEDED = State("superseded", pgettext_lazy("report", "Superseded"), kind=Kind.FINAL, groups=frozenset({"issued"}))
CANCELLED = State("cancelled", pgettext_lazy("report", "Cancelled"), kind=Kind.FINAL)


def _preparers(case: Any) -> Iterator[User]:
    if case.created_by_id:
        yield case.created_by
    yield from members_with_role(*PREPARERS, agency=case.issuer_id)


def _signers(case: Any) -> Iterator[User]:
    yield from members_with_role(*SIGNERS, agency=case.issuer_id)
    if case.issuer.parent_id:
        yield from members_with_role(Role.LEADER, agency=case.issuer.parent_id)


def _recipients(case: Any) -> Iterator[User]:
    yield from case.recipients.filter(is_active=True)


PREPARERS_AUDIENCE = Audience("preparers", _("Who prepares the report"), _preparers, mails=False)
SIGNERS_AUDIENCE = Audience("signers", _("Who approves and signs"), _signers, mails=False)
RECIPIENTS = Audience("recipients", _("Recipients"), _recipients)


def case_url(case: Any, audience: Audience | None) -> str:
    """Recipients read the report (and sign in first); staff work on its desk."""
    if audience == RECIPIENTS:
        return reverse("report_document", args=[case.reference])
    return reverse("reports_desk_case", args=[case.reference])


SENT_MESSAGE = Message(
    _("Report {{ reference }}: {{ title }}"),
    _(
        "Dear {{ recipient }},\n\nThe report “{{ title }}” ({{ number }}) was sent to you. Sign in to read or "
        "download it:\n\n{{ link }}"
    ),
)

OPENING = Transition(
    code="plan",
    label=_("Plan a report"),
    done_label=_("planned the report"),
    sources=(),
    target=PLANNED,
    who=user_can_ask,
)

TRANSITIONS = (
    Transition(
        code="start",
        label=_("Build now"),
        done_label=_("had the report built"),
        help=_("Computes the figures anew and sets the draft; a summary that was edited is made again by rules."),
        sources=(PLANNED, FAILED, DRAFT, BUILDING),
        target=BUILDING,
        who=user_can_prepare,
        effects=(effects.start,),
        queues=(Queue("reports.build", lambda step: {"document": step.case.pk}),),
    ),
    Transition(
        code="finish_build",
        label=_("Finish building"),
        done_label=_("finished the draft"),
        sources=(BUILDING,),
        target=DRAFT,
        who=only(SYSTEM),
        effects=(effects.keep_built,),
        tells=(PREPARERS_AUDIENCE,),
    ),
    Transition(
        code="fail_build",
        label=_("Give up building"),
        done_label=_("could not build the report"),
        sources=(BUILDING,),
        target=FAILED,
        who=only(SYSTEM),
        comment=Ask.REQUIRED,
        effects=(effects.keep_failure,),
        tells=(PREPARERS_AUDIENCE,),
    ),
    Transition(
        code="edit_summary",
        label=_("Save the summary"),
        done_label=_("edited the summary"),
        sources=(DRAFT,),
        target=STAY,
        who=user_can_prepare,
        fields=(
            Field(
                name="summary",
                kind=FieldKind.LONG_TEXT,
                label=_("Summary, one sentence a line"),
                max_length=20_000,
            ),
        ),
        effects=(effects.edit_summary,),
        queues=(Queue("reports.set_draft", lambda step: {"document": step.case.pk}),),
    ),
    Transition(
        code="comment",
        label=pgettext_lazy("case", "Comment"),
        done_label=_("commented"),
        sources=(DRAFT, APPROVED, FAILED),
        target=STAY,
        who=user_can_comment,
        comment=Ask.REQUIRED,
        tells=(PREPARERS_AUDIENCE, SIGNERS_AUDIENCE),
    ),
    Transition(
        code="approve",
        label=_("Approve"),
        done_label=_("approved the report"),
        help=_("By whose authority it is signed stands in the first lines (KT. GIÁM ĐỐC), the position in the last."),
        sources=(DRAFT,),
        target=APPROVED,
        who=user_can_approve,
        guards=(effects.draft_is_set,),
        fields=(
            Field(
                name="signature",
                kind=FieldKind.LONG_TEXT,
                label=_("Signature block"),
                max_length=300,
            ),
            Field(name="signer_name", kind=FieldKind.TEXT, label=_("Name of the signer"), max_length=100),
        ),
        comment=Ask.OPTIONAL,
        validate=effects.check_signature,
        effects=(effects.approve,),
        queues=(Queue("reports.set_draft", lambda step: {"document": step.case.pk}),),
        tells=(PREPARERS_AUDIENCE,),
    ),
    Transition(
        code="send_back",
        label=_("Send back"),
        done_label=_("sent the draft back"),
        sources=(APPROVED,),
        target=DRAFT,
        who=user_can_sign,
        comment=Ask.REQUIRED,
        comment_label=_("What is to be changed"),
        tells=(PREPARERS_AUDIENCE,),
    ),
    Transition(
        code="number",
        label=_("Give a number"),
        done_label=_("entered the report in the register"),
        help=_(
            "Takes the next number of the issuer's register of this year. From then on the report cannot be changed."
        ),
        sources=(APPROVED,),
        target=NUMBERED,
        who=user_can_issue,
        effects=(effects.take_number,),
        queues=(Queue("reports.set_final", lambda step: {"document": step.case.pk}),),
        tells=(SIGNERS_AUDIENCE,),
    ),
    Transition(
        code="sign",
        label=_("Sign digitally"),
        done_label=_("signed the report digitally"),
        sources=(NUMBERED,),
        target=SIGNED,
        who=user_can_sign,
        guards=(effects.final_is_set, effects.certificate_is_there),
        effects=(effects.keep_signed,),
        tells=(PREPARERS_AUDIENCE,),
    ),
    Transition(
        code="send",
        label=_("Send to the recipients"),
        done_label=_("sent the report document"),
        help=_("Recipients get a link by e-mail, which asks them to sign in."),
        sources=(NUMBERED, SIGNED),
        target=SENT,
        who=user_can_issue,
        guards=(effects.final_is_set,),
        effects=(effects.send,),
        tells=(RECIPIENTS,),
        messages={RECIPIENTS.code: SENT_MESSAGE},
    ),
    Transition(
        code="archive",
        label=_("Archive"),
        done_label=_("archived the report"),
        sources=(SENT,),
        target=ARCHIVED,
        who=user_can_issue,
    ),
    Transition(
        code="supersede",
        label=_("Replace by a correction"),
        done_label=_("replaced the report by a correction"),
        sources=(NUMBERED, SIGNED, SENT, ARCHIVED),
        target=SUPERSEDED,
        who=only(SYSTEM),
        tells=(RECIPIENTS,),
    ),
    Transition(
        code="cancel",
        label=_("Cancel"),
        done_label=_("cancelled the report"),
        sources=(PLANNED, FAILED, DRAFT),
        target=CANCELLED,
        who=user_can_prepare,
        comment=Ask.REQUIRED,
        comment_label=_("Reason"),
        is_danger=True,
    ),
)

REPORT_DOCUMENT = Workflow(
    code="report_document",
    label=_("Report document"),
    model="reports.ReportDocument",
    reference_prefix="BC",
    url=case_url,
    states=(
        PLANNED,
        BUILDING,
        FAILED,
        DRAFT,
        APPROVED,
        NUMBERED,
        SIGNED,
        SENT,
        ARCHIVED,
        SUPERSEDED,
        CANCELLED,
    ),
    audiences=(PREPARERS_AUDIENCE, SIGNERS_AUDIENCE, RECIPIENTS),
    placeholders=(
        Placeholder("title", _("title"), lambda case, event: case.title, "Báo cáo tình hình sử dụng IOC Bình Thuận"),
        Placeholder("number", _("number and symbol"), lambda case, event: case.number_text, "12/BC-STTTT"),
    ),
    opening=OPENING,
    transitions=TRANSITIONS,
)
