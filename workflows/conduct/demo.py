"""Made-up commendations and a round, and one made-up discipline case about nobody."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from ioc_site.common.demo import DemoSize
from ioc_site.common.evidence import kinds_of_evidence
from subsystems.agencies.models import User
from workflows.conduct.models import Commendation, ConductForm, Discipline, Round
from workflows.conduct.services import add_document, gather_candidates, write_case
from workflows.engine.services import fire

_NOTE = "Tài liệu minh họa, không có giá trị thực tế."


def seed_conduct(size: DemoSize) -> str:
    """Make them once; without the forms of the law there is nothing to make."""
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    if Commendation.objects.filter(is_demo=True).exists() or not ConductForm.objects.exists() or not people:
        return "conduct: nothing to do"
    award = ConductForm.objects.get(code="bang-khen-chu-tich-tinh")
    _commendation(people, award)
    _announced(people, award)
    _round(people, award)
    _discipline(people)
    return "conduct: 3 cases, 1 round"


def _span() -> dict[str, Any]:
    today = timezone.localdate()
    return {"period_start": today - timedelta(days=365), "period_end": today - timedelta(days=1)}


def _dossier(case: Any, by: User) -> None:
    for required in case.form.documents.filter(is_required=True):
        add_document(case, by, ContentFile(_pdf(), name="tai-lieu-minh-hoa.pdf"), "", required)


def _pdf() -> bytes:
    """One page that says that it is no real document."""
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    target = BytesIO()
    canvas = Canvas(target, invariant=1)
    canvas.rect(72, 700, 200, 60)
    canvas.setTitle(_NOTE)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _commendation(people: dict[str, User], form: ConductForm) -> None:
    """An agency that is proposed to the Chairman, its evidence frozen."""
    _proposed(people, form, people["xuly.soyte"], people["lanhdao.soyte"])


def _announced(people: dict[str, User], form: ConductForm) -> None:
    """An agency that was commended, as the public list shows it."""
    case = _proposed(people, form, people["xuly.phanthiet"], people["lanhdao.phanthiet"])
    decision = {"decision_number": "00/QĐ-UBND (minh họa)", "decided_on": timezone.localdate()}
    fire(case, "decide", people["lanhdao"], decision)
    fire(case, "announce", people["dieuphoi"])


def _proposed(people: dict[str, User], form: ConductForm, author: User, head: User) -> Commendation:
    agency = author.memberships.select_related("agency").get().agency
    values = _span() | {
        "form": form,
        "subject_agency": agency,
        "grounds": "Cung cấp dữ liệu đầy đủ, đúng hạn trong cả năm (dữ liệu minh họa).",
        "is_demo": True,
    }
    case = write_case(Commendation, author, agency, values)
    _dossier(case, author)
    fire(case, "submit", head)
    fire(case, "take_up", people["dieuphoi"])
    fire(case, "give_opinion", people["noivu"], {"opinion": "agrees", "words": "Hồ sơ đủ điều kiện (minh họa)."})
    fire(case, "propose", people["dieuphoi"])
    return case


def _round(people: dict[str, User], form: ConductForm) -> None:
    row = Round.objects.create(
        name=f"Khen thưởng năm {timezone.localdate().year}",
        form=form,
        measures=[kind.code for kind in kinds_of_evidence()][:3],
        minimum=3,
        created_by=people["dieuphoi"],
        is_demo=True,
        **_span(),
    )
    gather_candidates(row, people["dieuphoi"])


def _discipline(people: dict[str, User]) -> None:
    author = people["lanhdao.phanthiet"]
    agency = author.memberships.select_related("agency").get().agency
    values = _span() | {
        "form": ConductForm.objects.get(code="khien-trach"),
        "subject_name": "Trần Văn Minh Họa",
        "subject_position": "Chuyên viên",
        "grounds": "Vụ việc minh họa, không nói về người thật.",
        "found_on": timezone.localdate() - timedelta(days=20),
        "is_demo": True,
    }
    case = write_case(Discipline, author, agency, values)
    _dossier(case, author)
    fire(case, "submit", author)
