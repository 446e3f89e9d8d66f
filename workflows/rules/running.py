"""Running rules: asked for in the transaction of a step, done by a job after it, once for each event and rule.

A rule's own doings can set off other rules, but not for ever: a rule never runs in consequence of itself, a chain ends
at ``DEEPEST``, and one rule acts on one case at most ``MOST_A_DAY`` times a day.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from time import monotonic
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ioc_site.common.jobs import enqueue
from workflows.engine.definitions import Step, Workflow
from workflows.engine.errors import TransitionError
from workflows.engine.models import Event
from workflows.engine.origin import BY_RULE, marked
from workflows.rules.actions import ACTIONS, CannotDo
from workflows.rules.enums import Outcome
from workflows.rules.facts import Subject, unmet
from workflows.rules.kinds import RuleKind, kind_of
from workflows.rules.models import CaseTag, ContentRule, RuleRun
from workflows.rules.permissions import user_can_keep_rules

logger = logging.getLogger(__name__)
RUN = "rules.run"
DEEPEST = 3
MOST_A_DAY = 10
# Another process learns of a new rule within this time; that one was switched off, at once.
FRESH_SECONDS = 20
LANGUAGE = "vi"

_active: tuple[float, list[tuple[str, str]]] | None = None
# The rules in whose consequence something is done just now, the first one first.
_chain: ContextVar[tuple[int, ...]] = ContextVar("rules_chain", default=())


def forget() -> None:
    """Read which rules there are anew at the next step, because this process has just changed them."""
    global _active
    _active = None


def _is_wanted(workflow: str, transition: str) -> bool:
    global _active
    if _active is None or monotonic() - _active[0] > FRESH_SECONDS:
        _active = monotonic(), list(ContentRule.objects.filter(is_active=True).values_list("workflow", "transition"))
    return any(of == workflow and on in ("", transition) for of, on in _active[1])


def after_step(step: Step, workflow: Workflow, event: Event) -> None:
    """Ask for the job, in the transaction of the step, when there is a rule for it. Secret kinds have none."""
    if not workflow.is_secret and _is_wanted(workflow.code, event.transition):
        enqueue(RUN, {"event": event.pk, "chain": list(_chain.get())})


@contextmanager
def _in_consequence(chain: tuple[int, ...], rule: ContentRule) -> Iterator[None]:
    token = _chain.set((*chain, rule.pk))
    try:
        with marked(**{BY_RULE: rule.pk}), translation.override(LANGUAGE):
            yield
    finally:
        _chain.reset(token)


def run_event(event_id: int, chain: Sequence[int] = ()) -> dict[str, int]:
    """Run every rule that is for an event; counts by outcome. Asking again does nothing twice.

    A rule that fails does not keep the others from running; the failure is raised at the end, so that the job is tried
    again.
    """
    event = Event.objects.select_related("actor").get(pk=event_id)
    kind = kind_of(event.workflow)
    counts: dict[str, int] = {}
    failure: Exception | None = None
    rules = ContentRule.objects.filter(workflow=event.workflow, transition__in=["", event.transition], is_active=True)
    for rule in rules.select_related("owner").order_by("pk") if kind else ():
        try:
            outcome = _run(kind, rule, event, tuple(chain)) if kind else None
        except Exception as error:
            logger.exception("the rule %s failed on event %s", rule.pk, event.pk)
            failure, outcome = error, _failed(rule, event, error, len(chain))
        if outcome:
            counts[outcome] = counts.get(outcome, 0) + 1
    if failure:
        raise failure
    return counts


def subject_of(kind: RuleKind, rule: ContentRule, event: Event) -> Subject | None:
    """The event with its case, if the rule's owner may see that."""
    case = kind.cases(rule.owner).filter(pk=event.case_id).first()
    if case is None:
        return None
    tags = CaseTag.objects.filter(workflow=event.workflow, case_id=case.pk).values_list("name", flat=True)
    return Subject(kind.table, event, case, tuple(tags))


def _run(kind: RuleKind, rule: ContentRule, event: Event, chain: tuple[int, ...]) -> Outcome | None:
    """One rule on one event; ``None`` when its conditions do not hold or it ran before."""
    subject = subject_of(kind, rule, event)
    if subject is None or unmet(kind.all_facts(), rule.conditions, subject) is not None:
        return None
    try:
        with transaction.atomic():
            # A failed run makes room for its repetition; any other one stays, and its row refuses a second.
            RuleRun.objects.filter(rule=rule, event=event, outcome=Outcome.FAILED).delete()
            run = RuleRun.objects.create(
                rule=rule,
                event=event,
                workflow=event.workflow,
                case_id=event.case_id,
                reference=subject.case.reference,
                at=timezone.now(),
                outcome=Outcome.DONE,
                depth=len(chain),
            )
            run.outcome, note = _stopped(rule, run, chain) or _done(kind, rule, subject, chain)
            run.note = note[:500]
            run.save(update_fields=["outcome", "note"])
    except IntegrityError:
        if RuleRun.objects.filter(rule=rule, event=event).exclude(outcome=Outcome.FAILED).exists():
            return None
        raise
    return Outcome(run.outcome)


def _stopped(rule: ContentRule, run: RuleRun, chain: tuple[int, ...]) -> tuple[Outcome, str] | None:
    with translation.override(LANGUAGE):
        if rule.pk in chain:
            return Outcome.LOOP, _("It would run in consequence of itself.")
        if len(chain) >= DEEPEST:
            return Outcome.LOOP, _("Rules have set off one another %(count)s times.") % {"count": len(chain)}
        if not user_can_keep_rules(rule.owner):
            return Outcome.REFUSED, _("%(name)s may no longer keep rules.") % {"name": rule.owner}
        day = run.at - timedelta(days=1)
        of_case = RuleRun.objects.filter(rule=rule, workflow=run.workflow, case_id=run.case_id, at__gte=day)
        if of_case.filter(outcome=Outcome.DONE).exclude(pk=run.pk).count() >= MOST_A_DAY:
            return Outcome.LIMIT, _("It acted on this case %(count)s times within a day.") % {"count": MOST_A_DAY}
    return None


def _done(kind: RuleKind, rule: ContentRule, subject: Subject, chain: tuple[int, ...]) -> tuple[Outcome, str]:
    try:
        # What an action did before it was refused is taken back, the row that tells of the refusal stays.
        with transaction.atomic(), _in_consequence(chain, rule):
            return Outcome.DONE, ACTIONS[rule.action].do(kind, rule, subject)
    except (CannotDo, TransitionError) as refusal:
        return Outcome.REFUSED, str(refusal)


def _failed(rule: ContentRule, event: Event, error: Any, depth: int) -> Outcome:
    """Keep the kind of the failure, never its words, which may hold personal data."""
    known = {"workflow": event.workflow, "case_id": event.case_id, "at": timezone.now(), "depth": depth}
    row = known | {"outcome": Outcome.FAILED, "note": type(error).__name__}
    RuleRun.objects.update_or_create(rule=rule, event=event, defaults=row)
    return Outcome.FAILED
