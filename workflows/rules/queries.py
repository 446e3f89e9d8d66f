"""What the screens of rules, tags and follow-ups read; one function a screen, a constant number of queries each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.http import QueryDict

from ioc_site.common.pagination import KeysetPage, paginate
from subsystems.agencies.models import User
from workflows.engine.models import Event
from workflows.engine.queries import Button, available
from workflows.engine.texts import Text
from workflows.engine.timeline import TimelineItem, timeline
from workflows.rules.actions import ACTIONS
from workflows.rules.facts import Subject, in_words, unmet
from workflows.rules.kinds import RuleKind, kind_of, kinds
from workflows.rules.models import CaseTag, ContentRule, FollowUp, RuleRun, held_by
from workflows.rules.permissions import user_can_keep_rules
from workflows.rules.workflow import FOLLOW_UP

TRIED = 100
RECENT = timedelta(days=30)
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule in the list, with how often it acted lately."""

    rule: Any
    kind: Text
    step: Text


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules."""

    rows: list[RuleRow]
    can_keep: bool
    has_demo: bool


def _step_label(kind: RuleKind | None, code: str) -> Text:
    transition = kind.table.transition(code) if kind and code else None
    return transition.done_label if transition else code


def rules(user: User, now: datetime) -> Rules:
    """Every rule that this person may see. One query."""
    recent = Q(runs__at__gte=now - RECENT)
    found = ContentRule.objects.visible_to(user).select_related("owner")
    found = found.annotate(run_count=Count("runs", filter=recent), last_run=Max("runs__at"))
    rows = []
    for rule in found:
        kind = kind_of(rule.workflow)
        rows.append(RuleRow(rule, kind.label if kind else rule.workflow, _step_label(kind, rule.transition)))
    return Rules(rows, bool(user_can_keep_rules(user)), any(row.rule.is_demo for row in rows))


@dataclass(frozen=True, slots=True)
class RuleScreen:
    """One rule in words, with its latest runs."""

    rule: ContentRule
    kind: RuleKind
    step: Text
    conditions: list[str]
    runs: list["RunRow"]
    can_keep: bool


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of a rule; ``url`` is empty when the case is not this person's to see: then the log says no more of it
    than that the rule ran."""

    run: RuleRun
    step: Text
    url: str


def rule_screen(user: User, pk: int) -> RuleScreen | None:
    """A rule that this person may see. Six queries, and one for each of its conditions that has rows to choose from."""
    rule = ContentRule.objects.visible_to(user).select_related("owner").filter(pk=pk).first()
    kind = kind_of(rule.workflow) if rule else None
    if rule is None or kind is None:
        return None
    facts = kind.all_facts()
    return RuleScreen(
        rule=rule,
        kind=kind,
        step=_step_label(kind, rule.transition),
        conditions=[in_words(facts, condition) for condition in rule.conditions],
        runs=_run_rows(user, list(rule.runs.select_related("rule", "event").order_by("-at", "-pk")[:10])),
        can_keep=bool(user_can_keep_rules(user)),
    )


def log(user: User, query: QueryDict) -> tuple[KeysetPage, list[RunRow]]:
    """What all rules did, latest first. One query, and one for each kind of case on the page."""
    runs = RuleRun.objects.filter(rule__in=ContentRule.objects.visible_to(user)).select_related("rule", "event")
    page = paginate(runs, query, order=("-at",), size=PAGE_SIZE)
    return page, _run_rows(user, page.rows)


def _run_rows(user: User, runs: list[RuleRun]) -> list[RunRow]:
    wanted: dict[str, set[int]] = {}
    for run in runs:
        wanted.setdefault(run.workflow, set()).add(run.case_id)
    urls: dict[tuple[str, int], str] = {}
    steps: dict[str, RuleKind | None] = {code: kind_of(code) for code in wanted}
    for code, keys in wanted.items():
        if kind := steps[code]:
            urls |= {(code, case.pk): kind.table.url(case, None) for case in kind.cases(user).filter(pk__in=keys)}
    return [
        RunRow(run, _step_label(steps[run.workflow], run.event.transition), urls.get((run.workflow, run.case_id), ""))
        for run in runs
    ]


# --- the dry run ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tried:
    """One past event: what the rule would have done about it, or the condition that does not hold."""

    event: Event
    reference: str
    url: str
    step: Text
    would: str
    unmet: str

    @property
    def is_match(self) -> bool:
        return not self.unmet


@dataclass(frozen=True, slots=True)
class DryRun:
    """The last events that the rule is for, under its conditions; nothing was done."""

    rows: list[Tried]

    @property
    def matches(self) -> int:
        return sum(row.is_match for row in self.rows)


def dry_run(rule: ContentRule, user: User) -> DryRun:
    """Ask a rule, saved or not, about the last ``TRIED`` events of its kind that ``user`` may see, as if it were his.

    Writes nothing. The number of queries depends on who would be told, not on how many events there are.
    """
    kind = kind_of(rule.workflow)
    if kind is None:
        return DryRun([])
    subjects = _last_subjects(kind, rule, user)
    facts = kind.all_facts()
    failing = {subject.event.pk: unmet(facts, rule.conditions, subject) for subject in subjects}
    matching = [subject for subject in subjects if failing[subject.event.pk] is None]
    plans = ACTIONS[rule.action].plan(kind, rule, matching) if matching else {}
    words: dict[str, str] = {}
    rows = []
    for subject in subjects:
        condition = failing[subject.event.pk]
        if condition is not None and condition["fact"] not in words:
            words[condition["fact"]] = in_words(facts, condition)
        rows.append(
            Tried(
                event=subject.event,
                reference=subject.case.reference,
                url=kind.table.url(subject.case, None),
                step=subject.step,
                would=plans.get(subject.event.pk, ""),
                unmet=words[condition["fact"]] if condition is not None else "",
            )
        )
    return DryRun(rows)


def _last_subjects(kind: RuleKind, rule: ContentRule, user: User) -> list[Subject]:
    """The latest events whose cases this person sees, with cases and tags: three queries."""
    visible = kind.cases(user)
    events = Event.objects.filter(workflow=rule.workflow).select_related("actor")
    if rule.transition:
        events = events.filter(transition=rule.transition)
    latest = list(events.filter(case_id__in=visible.values("pk")).order_by("-pk")[:TRIED])
    cases = visible.in_bulk({event.case_id for event in latest})
    tags: dict[int, list[str]] = {}
    for case_id, name in CaseTag.objects.filter(workflow=rule.workflow, case_id__in=cases).values_list(
        "case_id", "name"
    ):
        tags.setdefault(case_id, []).append(name)
    return [
        Subject(kind.table, event, cases[event.case_id], tuple(tags.get(event.case_id, ())))
        for event in latest
        if event.case_id in cases
    ]


def kinds_to_choose() -> list[tuple[str, Text]]:
    """The kinds of cases that rules can be about."""
    return [(kind.workflow, kind.label) for kind in kinds()]


# --- tags and follow-ups -------------------------------------------------------------------------------------------


def tags_of(case: Any) -> list[CaseTag]:
    """The tags of one case. One query."""
    return list(CaseTag.objects.filter(workflow=case.workflow.code, case_id=case.pk))


VIEWS = ("mo", "xong")


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One follow-up in the list."""

    follow_up: FollowUp
    state: Text
    is_late: bool


@dataclass(frozen=True, slots=True)
class FollowUps:
    """The follow-ups that a person may see."""

    view: str
    page: KeysetPage
    rows: list[FollowUpRow]
    has_demo: bool


def follow_ups(user: User, query: QueryDict, now: datetime) -> FollowUps:
    """Open ones (or ``?muc=xong`` finished ones), newest first. One query."""
    view = "xong" if query.get("muc") == "xong" else "mo"
    rows = FollowUp.objects.visible_to(user).select_related("agency")
    rows = rows.filter(state__in=FOLLOW_UP.group("final" if view == "xong" else "unfinished"))
    page = paginate(rows, query, order=("-created_at",), size=PAGE_SIZE)
    found = [FollowUpRow(row, FOLLOW_UP.state(row.state).label, _is_late(row, now)) for row in page.rows]
    return FollowUps(view, page, found, any(row.is_demo for row in page.rows))


def _is_late(follow_up: FollowUp, now: datetime) -> bool:
    return follow_up.clock_due_at is not None and follow_up.clock_due_at < now


@dataclass(frozen=True, slots=True)
class FollowUpScreen:
    """One follow-up; ``about_url`` is empty when the case is not this person's to see."""

    follow_up: FollowUp
    state: Text
    is_late: bool
    about: Text
    about_url: str
    buttons: list[Button]
    timeline: list[TimelineItem]


def follow_up_screen(user: User, reference: str, now: datetime) -> FollowUpScreen | None:
    """``None`` for one that does not exist or is not this person's to see. Five queries."""
    rows = FollowUp.objects.visible_to(user).select_related("agency", "rule")
    follow_up = rows.filter(reference=reference).first()
    if follow_up is None:
        return None
    kind = kind_of(follow_up.about_workflow)
    about = kind.cases(user).filter(pk=follow_up.about_id).first() if kind else None
    return FollowUpScreen(
        follow_up=follow_up,
        state=follow_up.current_state.label,
        is_late=_is_late(follow_up, now),
        about=kind.label if kind else "",
        about_url=kind.table.url(about, None) if kind and about else "",
        buttons=available(follow_up, user),
        timeline=timeline(follow_up),
    )


def waiting(user: User) -> QuerySet[FollowUp]:
    """The open follow-ups for the roles that a person holds."""
    found: QuerySet[FollowUp] = FollowUp.objects.filter(held_by(user), state="open")
    return found
