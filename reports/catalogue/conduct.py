"""Papers of commendation and discipline (Article 10): the submission to the Chairman with its list and the form of the
minutes, and the dossier of one discipline case. What the portal computed for a case is printed as its screen shows it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone, translation

from ioc_site.common.vietnamese import number, short_date
from reports.content import Annex, Block, Cell, Content, Grid, Head, Part, Text
from reports.kinds import Ask, CannotBuild
from subsystems.agencies.models import User
from workflows.conduct.effects import computed_evidence
from workflows.conduct.guards import missing_documents
from workflows.conduct.models import Candidate, Commendation, Discipline, Round
from workflows.conduct.time_limits import last_day
from workflows.engine.timeline import timeline

_REGULATION = (
    "Căn cứ Quyết định số 1089/QĐ-UBND ngày 23 tháng 5 năm 2024 của Chủ tịch Ủy ban nhân dân tỉnh ban hành Quy chế "
    "quản lý, vận hành và sử dụng IOC Bình Thuận (khoản {clause} Điều 10)."
)
_CHAIRMAN = "Chủ tịch Ủy ban nhân dân tỉnh"
_NOT_IN_LIST = ("draft", "withdrawn", "returned", "declined")
_BLANK_LINES = ("Thời gian: ", "Địa điểm: ", "Thành phần dự họp: ", "Chủ trì: ", "Thư ký: ")
_DOTS = "." * 60


def may_ask_for_commendation(user: User, subject: str) -> bool:
    """Whether a person may know of the round or the case."""
    if subject.isascii() and subject.isdigit():
        return Round.objects.visible_to(user).filter(pk=int(subject)).exists()
    return bool(Commendation.objects.visible_to(user).filter(reference=subject.upper()).exists())


def commendation_report(ask: Ask) -> Content:
    """The submission for a round (by its number) or for one case (by its reference)."""
    subject = ask.subject.strip()
    with translation.override("vi"):
        if subject.isascii() and subject.isdigit():
            row = Round.objects.select_related("form").filter(pk=int(subject)).first()
            if row is None:
                raise CannotBuild(f"Không có đợt khen thưởng số {subject[:20]}.")
            cases = row.cases.exclude(state__in=_NOT_IN_LIST)
            return _submission(ask, row.name, row, list(_related(cases)))
        case = _related(Commendation.objects.filter(reference=subject.upper())).first()
        if case is None:
            raise CannotBuild(f"Không có đợt khen thưởng hay hồ sơ mang mã “{subject[:30]}”.")
        return _submission(ask, str(case.subject), case.round, [case])


def _related(cases: Any) -> Any:
    return cases.select_related("form", "agency", "subject_agency", "opinion_by", "round").order_by("form__rank", "pk")


def _submission(ask: Ask, name: str, row: Round | None, cases: list[Commendation]) -> Content:
    found = cases[0] if cases else None
    span = row or found
    period = f"từ ngày {short_date(span.period_start)} đến ngày {short_date(span.period_end)}" if span else ""
    annexes = [Annex(title="Danh sách đề nghị khen thưởng", blocks=(_list(cases),), wide=True)]
    annexes.append(Annex(title="Biên bản họp xét khen thưởng", blocks=_minutes(name, cases)))
    if row is not None:
        annexes.append(Annex(title="Kết quả xếp hạng", blocks=(_ranking(row),), wide=True))
    return Content(
        subject=f"về việc đề nghị khen thưởng: {name}",
        period="",
        scope="",
        computed_at=ask.at,
        grounds=(_REGULATION.format(clause=1), *_legal_bases(cases, row)),
        addressee=_CHAIRMAN,
        summary=_submission_summary(cases, period),
        parts=(
            Part(title="Cơ sở xét chọn", blocks=(Text(paragraphs=_how(row, period)),)),
            Part(title="Ý kiến của cơ quan nội vụ", blocks=(_opinions(cases),)),
            Part(title="Thành tích do cổng tổng hợp", blocks=_evidence_blocks(cases, ask)),
        ),
        annexes=tuple(annexes),
        closing=f"Kính trình {_CHAIRMAN} xem xét, quyết định./.",
        is_demo=any(case.is_demo for case in cases) or bool(row and row.is_demo),
    )


def _legal_bases(cases: Iterable[Any], row: Round | None = None) -> list[str]:
    forms = {case.form.legal_basis for case in cases} | ({row.form.legal_basis} if row else set())
    return [f"Căn cứ {basis}." for basis in sorted(forms) if basis]


def _submission_summary(cases: list[Commendation], period: str) -> tuple[str, ...]:
    if not cases:
        return ("Chưa có hồ sơ nào của đợt được gửi để trình.",)
    forms: dict[str, int] = {}
    for case in cases:
        forms[case.form.name] = forms.get(case.form.name, 0) + 1
    counted = "; ".join(f"{name}: {count}" for name, count in sorted(forms.items()))
    said = [f"Đề nghị khen thưởng {len(cases)} tập thể, cá nhân, thành tích {period} ({counted})."]
    without = [case.reference for case in cases if not case.opinion]
    if without:
        said.append(f"Chưa có ý kiến của Sở Nội vụ: {'; '.join(map(str, without))}.")
    return tuple(said)


def _how(row: Round | None, period: str) -> tuple[str, ...]:
    if row is None:
        return (f"Hồ sơ được đề nghị riêng, xét thành tích {period}.",)
    quota = f", không quá {row.quota} cho mỗi loại cơ quan" if row.quota else ""
    return (
        f"Đợt “{row.name}” xét thành tích {period}; xếp hạng theo trung bình các thước đo đã chọn, thước đo chỉ tính "
        f"cho cơ quan có từ {row.minimum} hồ sơ trở lên. Số suất đề nghị: {row.seats}{quota}.",
    )


def _list(cases: list[Commendation]) -> Grid:
    heads = (
        Head(title="TT", share=0.4, align="center"),
        Head(title="Tập thể, cá nhân", share=2.4),
        Head(title="Chức vụ, đơn vị đề nghị", share=2.2),
        Head(title="Hình thức", share=2),
        Head(title="Thành tích", share=4),
        Head(title="Mã hồ sơ", share=1.4),
    )
    rows = tuple(
        (
            str(index),
            str(case.subject),
            "\n".join(filter(None, (case.subject_position, case.agency.name))),
            case.form.name,
            case.grounds,
            case.reference,
        )
        for index, case in enumerate(cases, start=1)
    )
    return Grid(caption="Danh sách tập thể, cá nhân được đề nghị", heads=heads, rows=rows)


def _minutes(name: str, cases: list[Commendation]) -> tuple[Block, ...]:
    """The form of the minutes: what was said in the room is written by hand, for the portal was not there."""
    heads = (
        Head(title="TT", share=0.5, align="center"),
        Head(title="Tập thể, cá nhân", share=3),
        Head(title="Hình thức", share=2.4),
        Head(title="Số phiếu đồng ý", share=1.1, align="right"),
        Head(title="Số phiếu không đồng ý", share=1.1, align="right"),
    )
    rows = tuple((str(i), str(case.subject), case.form.name, "", "") for i, case in enumerate(cases, start=1))
    return (
        Text(paragraphs=(f"Nội dung: họp xét khen thưởng: {name}.", *(f"{line}{_DOTS}" for line in _BLANK_LINES))),
        Grid(caption="Kết quả biểu quyết (ghi tại cuộc họp)", heads=heads, rows=rows),
        Text(
            paragraphs=(
                "Cổng không ghi nhận cuộc họp; các chỗ để trống được ghi tại cuộc họp.",
                f"Thư ký (ký, ghi rõ họ tên): {_DOTS}",
                f"Chủ trì (ký, ghi rõ họ tên): {_DOTS}",
            )
        ),
    )


def _ranking(row: Round) -> Grid:
    labels: dict[str, str] = {}
    candidates: Sequence[Candidate] = list(row.candidates.select_related("agency"))
    for candidate in candidates:
        labels.update({code: found["label"] for code, found in candidate.findings.items()})
    codes = [code for code in row.measures if code in labels]
    heads = (
        Head(title="Hạng", share=0.6, align="center"),
        Head(title="Cơ quan", share=3),
        Head(title="Điểm", share=0.9, align="right", decimals=2),
        *(Head(title=f"{labels[code]} (%)", share=1.2, align="right", decimals=1) for code in codes),
        Head(title="Trong số suất", share=1, align="center"),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in candidates:
        shares = [one.findings.get(code, {}).get("share") for code in codes]
        place = "" if one.place is None else str(one.place)
        rows.append((place, one.agency.name, one.score, *shares, "Có" if one.is_within_seats else ""))
    return Grid(caption=f"Xếp hạng của đợt “{row.name}”", heads=heads, rows=tuple(rows))


def _opinions(cases: Sequence[Any]) -> Grid | Text:
    rows = tuple(
        (case.reference, case.get_opinion_display() or "Chưa có ý kiến", case.opinion_text or "") for case in cases
    )
    heads = (Head(title="Mã hồ sơ", share=1.3), Head(title="Ý kiến", share=1.3), Head(title="Nội dung", share=4))
    return Grid(caption="Ý kiến đã ghi nhận", heads=heads, rows=rows) if rows else Text(paragraphs=("Chưa có hồ sơ.",))


def evidence_of(case: Any, ask: Ask) -> list[dict[str, Any]]:
    """What the case's screen shows: frozen when it was proposed, before computed at the moment."""
    return list(case.evidence) if case.evidence_at else computed_evidence(case, ask.at)


def _evidence_blocks(cases: Sequence[Any], ask: Ask) -> tuple[Block, ...]:
    blocks = tuple(_evidence(case, ask) for case in cases)
    return blocks or (Text(paragraphs=("Chưa có hồ sơ.",)),)


def _evidence(case: Any, ask: Ask) -> Grid | Text:
    rows = []
    for exhibit in evidence_of(case, ask):
        share = exhibit.get("share")
        nothing = "Không phát sinh" if exhibit.get("total") == 0 else ""
        said = f"{number(share, 1)}%" if share is not None else str(exhibit.get("reason") or nothing)
        rows.append((str(exhibit["label"]), exhibit.get("good"), exhibit.get("total"), said))
    if not rows:
        return Text(paragraphs=(f"{case.reference}: cổng không có dữ liệu về {case.subject}.",))
    heads = (
        Head(title="Thước đo", share=4),
        Head(title="Đạt", share=0.9, align="right"),
        Head(title="Tổng số", share=0.9, align="right"),
        Head(title="Tỷ lệ", share=1.6, align="right"),
    )
    span = f"{short_date(case.period_start)} - {short_date(case.period_end)}"
    return Grid(caption=f"{case.reference} – {case.subject} ({span})", heads=heads, rows=tuple(rows))


# --- one discipline case -----------------------------------------------------------------------------------------


def discipline_report(ask: Ask) -> Content:
    """The dossier of one case. Whoever calls this has made sure that it is for a party, and has logged the reading."""
    cases = _related_discipline(Discipline.objects.filter(reference=ask.subject.strip().upper()))
    case = cases.first()
    if case is None:
        raise CannotBuild(f"Không có hồ sơ mang mã “{ask.subject[:30]}”.")
    with translation.override("vi"):
        missing = missing_documents(case)
        return Content(
            subject=f"về hồ sơ xem xét kỷ luật {case.reference}",
            period="",
            scope="",
            computed_at=ask.at,
            grounds=(_REGULATION.format(clause=2), *_legal_bases([case])),
            addressee=_CHAIRMAN,
            summary=_discipline_summary(case, missing, ask),
            parts=(
                Part(title="Thông tin hồ sơ", blocks=(_facts(case, ask),)),
                Part(title="Nội dung vi phạm", blocks=(Text(paragraphs=_lines(case.grounds)),)),
                Part(title="Ý kiến của người liên quan", blocks=(Text(paragraphs=_heard(case)),)),
                Part(title="Ý kiến của cơ quan nội vụ", blocks=(_opinions([case]),)),
                Part(title="Số liệu do cổng tổng hợp", blocks=_evidence_blocks([case], ask)),
                Part(title="Thành phần hồ sơ", blocks=(_documents(case),)),
                Part(title="Các bước đã thực hiện", blocks=(_steps(case),)),
            ),
            closing=f"Kính trình {_CHAIRMAN} xem xét, quyết định./.",
            is_demo=case.is_demo,
        )


def _related_discipline(cases: Any) -> Any:
    return cases.select_related("form", "agency", "author", "subject_agency", "subject_user", "opinion_by")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line.strip()) or ("Chưa ghi.",)


def _heard(case: Discipline) -> tuple[str, ...]:
    if case.heard_on is None:
        return ("Người liên quan chưa được nghe trình bày.",)
    return (f"Đã nghe trình bày ngày {short_date(case.heard_on)}.", *_lines(case.statement))


def _discipline_summary(case: Discipline, missing: list[str], ask: Ask) -> tuple[str, ...]:
    said = [f"Trạng thái hồ sơ: {case.current_state.label}."]
    if case.finished_at is None:
        last = last_day(case, timezone.localdate(ask.at))
        left = (last - timezone.localdate(ask.at)).days
        said.append(
            f"Thời hạn xử lý đến hết ngày {short_date(last)}, {f'còn {left} ngày' if left >= 0 else 'đã hết hạn'}."
        )
    if missing:
        said.append(f"Hồ sơ còn thiếu: {'; '.join(missing)}.")
    if not case.heard_on:
        said.append("Người liên quan chưa được nghe trình bày.")
    return tuple(said)


def _facts(case: Discipline, ask: Ask) -> Grid:
    rows = [
        ("Mã hồ sơ", case.reference or ""),
        ("Người, cơ quan liên quan", str(case.subject)),
        ("Chức vụ", case.subject_position or "Không ghi"),
        ("Cơ quan đề nghị", case.agency.name),
        ("Hình thức đề nghị", case.form.name),
        ("Cơ sở pháp lý", case.form.legal_basis),
        ("Ngày phát hiện vi phạm", short_date(case.found_on)),
        ("Thời gian xem xét", f"{short_date(case.period_start)} - {short_date(case.period_end)}"),
        ("Thời hạn xử lý", short_date(last_day(case, timezone.localdate(ask.at)))),
        ("Tạm dừng", case.get_postponement_display() if case.postponed_on else "Không"),
        ("Quyết định", case.decision_number or "Chưa có"),
    ]
    return Grid(caption="Thông tin chung", heads=(Head(title="Mục"), Head(title="Nội dung", share=3)), rows=tuple(rows))


def _documents(case: Discipline) -> Grid:
    rows = tuple(
        (str(index), one.name, str(one.answers or "Tài liệu khác"), short_date(one.added_at), one.sha256[:16])
        for index, one in enumerate(case.documents.select_related("answers"), start=1)
    )
    heads = (
        Head(title="TT", share=0.5, align="center"),
        Head(title="Tài liệu", share=3),
        Head(title="Thành phần", share=2.5),
        Head(title="Ngày đưa vào", share=1.3),
        Head(title="SHA-256 (16 ký tự đầu)", share=1.9),
    )
    return Grid(caption="Tài liệu trong hồ sơ", heads=heads, rows=rows)


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _steps(case: Discipline) -> Grid:
    items = sorted(timeline(case), key=lambda item: item.time)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (str(index), f"{timezone.localtime(item.time):%H:%M %d/%m/%Y}", _begun(str(item.title)), str(item.actor))
        for index, item in enumerate(items, start=1)
    )
    heads = (
        Head(title="TT", share=0.5, align="center"),
        Head(title="Thời gian", share=1.6),
        Head(title="Việc đã làm", share=3),
        Head(title="Người thực hiện", share=2),
    )
    return Grid(caption="Diễn biến", heads=heads, rows=rows)
