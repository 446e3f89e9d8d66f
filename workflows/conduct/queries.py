"""What the screens of the conduct room read; one function a screen, a constant number of queries each."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.access_log import AccessLog
from ioc_site.common.evidence import kinds_of_evidence
from ioc_site.common.pagination import KeysetPage, paginate
from subsystems.agencies.models import User
from workflows.conduct.effects import computed_evidence
from workflows.conduct.enums import CaseKind
from workflows.conduct.models import Candidate, Commendation, ConductForm, Discipline, Round
from workflows.conduct.permissions import user_can_edit, user_can_keep_rounds
from workflows.conduct.time_limits import last_day
from workflows.conduct.work import waiting
from workflows.engine import registry
from workflows.engine.queries import Button, available
from workflows.engine.saved_views import Views, register_desk_of_rows, views_of
from workflows.engine.timeline import TimelineItem, timeline

PAGE_SIZE = 30
# The register of commendations is among the desks whose filters can be kept. That of discipline is not: a view
# that is shared, or a count that is pinned, would tell that its cases exist.
SAVED = "commendations"
VIEWS = (("dang-mo", _("All open")), ("cho-toi", _("Waiting for me")), ("xong", _("Finished")))
READINGS = Discipline._meta.label_lower


@dataclass(frozen=True, slots=True)
class Row:
    """One case in a list."""

    case: Any
    state: Any


@dataclass(frozen=True, slots=True)
class Desk:
    """The cases of one kind that a person may know of."""

    views: list[tuple[str, Any]]
    view: str
    forms: list[tuple[str, str]]
    form: str
    page: KeysetPage
    rows: list[Row]
    saved: Views | None

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The filter that is set, as fields of a form."""
        return _parameters(self.view, self.form)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.form or self.view != VIEWS[0][0])


def _asked(query: QueryDict) -> tuple[str, str]:
    """The view, and the code of a form, known or not."""
    view = query.get("muc", "") if query.get("muc", "") in dict(VIEWS) else VIEWS[0][0]
    return view, query.get("hinh-thuc", "").replace("\x00", "")[:60]


def _parameters(view: str, form: str) -> list[tuple[str, str]]:
    return [("muc", view), ("hinh-thuc", form)]


def _asked_for(model: type[Any], user: User, view: str, form: str) -> Any:
    """The cases that the user may know of and asks for, in no order yet."""
    rows = waiting(model, user) if view == "cho-toi" else model.objects.visible_to(user)
    group = "final" if view == "xong" else "unfinished"
    rows = rows.filter(state__in=registry.workflow_of(model).group(group))
    return rows.filter(form__code=form) if form else rows


def desk(model: type[Any], user: User, query: QueryDict) -> Desk:
    """The list behind ``?muc=&hinh-thuc=``, newest first; two queries beside those of the scope, for commendations one
    more for the views that are kept, and one for each pinned one that is counted."""
    forms = list(ConductForm.objects.filter(kind=model.kind).values_list("code", "name"))
    view, form = _asked(query)
    form = form if form in dict(forms) else ""
    workflow = registry.workflow_of(model)
    rows = _asked_for(model, user, view, form).select_related("agency", "form", "subject_agency")
    page = paginate(rows, query, order=("-created_at",), size=PAGE_SIZE)
    return Desk(
        views=list(VIEWS),
        view=view,
        forms=forms,
        form=form,
        page=page,
        rows=[Row(case, workflow.state(case.state).label) for case in page.rows],
        saved=None if workflow.is_secret else views_of(user, SAVED, query),
    )


def register_saved_views() -> None:
    """Called when the app is ready; for commendations alone."""
    register_desk_of_rows(
        SAVED,
        "commendation_desk",
        lambda _user, query: _parameters(*_asked(query)),
        lambda user, query: _asked_for(Commendation, user, *_asked(query)),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the dossier's checklist and what was put in for it."""

    name: str
    is_required: bool
    documents: list[Any]


@dataclass(frozen=True, slots=True)
class CaseScreen:
    """One case with everything that this person may do with it. ``last_day`` is the time limit of discipline."""

    case: Any
    state: Any
    checklist: list[Line]
    others: list[Any]
    evidence: list[dict[str, Any]]
    is_frozen: bool
    last_day: date | None
    days_left: int | None
    buttons: list[Button]
    timeline: list[TimelineItem]
    can_edit: bool


def find_case(model: type[Any], user: User, reference: str) -> Any:
    """The case, or ``None``: for one that does not exist and for one that this person may not know of alike."""
    rows = model.objects.visible_to(user)
    rows = rows.select_related("agency", "author", "form", "subject_agency", "subject_user", "opinion_by")
    return rows.filter(reference=reference).first()


def case_screen(case: Any, user: User, now: datetime) -> CaseScreen:
    """The screen of one case; its evidence is computed now until it is frozen."""
    documents = list(case.documents.select_related("answers", "added_by"))
    lines = [
        Line(required.name, required.is_required, [d for d in documents if d.answers_id == required.pk])
        for required in case.form.documents.all()
    ]
    today = timezone.localdate(now)
    last = last_day(case, today) if case.kind == CaseKind.DISCIPLINE else None
    return CaseScreen(
        case=case,
        state=case.current_state.label,
        checklist=lines,
        others=[document for document in documents if document.answers_id is None],
        evidence=case.evidence if case.evidence_at else computed_evidence(case, now),
        is_frozen=case.evidence_at is not None,
        last_day=last,
        days_left=(last - today).days if last and not case.finished_at else None,
        buttons=available(case, user),
        timeline=timeline(case),
        can_edit=bool(user_can_edit(user, case)),
    )


def announced(query: QueryDict) -> KeysetPage:
    """The public list of commendations, newest first."""
    rows = Commendation.objects.filter(state="announced").select_related("form", "subject_agency")
    return paginate(rows, query, size=PAGE_SIZE)


# --- rounds ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoundScreen:
    """A round with its candidates, the columns of its measures, and the cases that came of it."""

    round: Round
    columns: list[tuple[str, str]]
    candidates: list[Candidate]
    cases: list[Row]
    known: set[int]
    can_keep: bool
    can_decide: int


def rounds(user: User) -> list[Round]:
    return list(Round.objects.visible_to(user).select_related("form").annotate(case_count=Count("cases")))


def round_screen(user: User, pk: int) -> RoundScreen | None:
    row = Round.objects.visible_to(user).select_related("form").filter(pk=pk).first()
    if row is None:
        return None
    labels = {kind.code: str(kind.label) for kind in kinds_of_evidence()}
    cases = list(row.cases.visible_to(user).select_related("subject_agency", "form", "agency"))
    workflow = registry.workflow_of(Commendation)
    return RoundScreen(
        round=row,
        columns=[(code, labels.get(code, code)) for code in row.measures],
        candidates=list(row.candidates.select_related("agency")),
        cases=[Row(case, workflow.state(case.state).label) for case in cases],
        known={case.subject_agency_id for case in cases},
        can_keep=bool(user_can_keep_rounds(user)),
        can_decide=sum(case.state == "proposed" for case in cases),
    )


# --- who read discipline cases -----------------------------------------------------------------------------------


def readings(query: QueryDict) -> KeysetPage:
    """Who read which discipline case, when and what, newest first; for auditors."""
    rows = AccessLog.objects.filter(object_type=READINGS).select_related("user")
    return paginate(rows, query, size=PAGE_SIZE)
