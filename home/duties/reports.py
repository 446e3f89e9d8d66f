"""Compliance with the regulation as a kind of report (Article 7 clause 5): each duty with the evidence that the portal
computes. What no room measures is listed as such; nothing is typed in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from home.duties.measuring import measured
from home.duties.models import Duty
from home.duties.queries import duties_of, duties_of_agency
from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.measures import Measure, MeasureResult
from reports.content import Annex, Block, Content, Figure, Figures, Grid, Head, Part, Text
from reports.enums import ScopeKind
from reports.grounds import agencies_on
from reports.kinds import Ask, ReportKind, changes_within, register_kind
from reports.periods import ReportPeriod
from reports.summaries import best_and_worst, rule_made
from subsystems.agencies.models import Agency

GROUNDS = (
    "Căn cứ Quyết định số 1089/QĐ-UBND ngày 23 tháng 5 năm 2024 của Chủ tịch Ủy ban nhân dân tỉnh ban hành Quy chế "
    "quản lý, vận hành và sử dụng IOC Bình Thuận.",
)
NOT_MEASURED = "Chưa có số đo"


def register() -> None:
    """Make the kind known; called when the app is ready."""
    register_kind(
        ReportKind(
            code="compliance",
            label=_("Compliance with the regulation"),
            help=_("Each duty with the evidence that the portal computes for it."),
            compute=compliance_report,
            scopes=(ScopeKind.PROVINCE, ScopeKind.AGENCY, ScopeKind.AREA),
        )
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one measure of one duty found for the agencies that bear it, added up."""

    duty: Duty
    measure: Measure
    result: MeasureResult


def evidence_of(duties: Iterable[Duty], agencies: Iterable[Agency], period: ReportPeriod) -> list[Evidence]:
    """Every measure of these duties, added up over the agencies that owe them; each is computed once a clause."""
    duties = list(duties)
    results: dict[tuple[Citation, str], list[MeasureResult]] = {}
    for item in measured(duties, agencies, period.as_measured):
        results.setdefault((item.citation, item.measure.code), []).append(item.result)
    return [
        Evidence(duty, measure, _added(results.get((duty.citation, measure.code), [])))
        for duty in duties
        for measure in duty.measures
    ]


def _added(results: Iterable[MeasureResult]) -> MeasureResult:
    known = [r for r in results if r.passing is not None and r.assessed is not None]
    if not known:
        return MeasureResult(None, None)
    return MeasureResult(sum(r.passing or 0 for r in known), sum(r.assessed or 0 for r in known))


def compliance_report(ask: Ask) -> Content:
    """Duties with their evidence, for one agency, those of an area, or all of them."""
    agencies, by_agency = _asked(ask)
    duties = _all_of(by_agency.values()) if by_agency is not None else duties_of(REGULATION)
    now = evidence_of(duties, agencies, ask.period)
    before = _rates(evidence_of(duties, agencies, ask.period.previous()))
    year_ago = _rates(evidence_of(duties, agencies, ask.period.last_year()))
    with translation.override("vi"):
        rates = tuple(
            Figure(
                code=key,
                label=f"{item.measure.label} ({item.duty.label})",
                value=item.result.score,
                previous=before.get(key),
                last_year=year_ago.get(key),
                unit="%",
                decimals=1,
                better="up",
            )
            for key, item in ((_key(item), item) for item in _once(now))
        )
        annex = _annex(duties, now)
    counts = _counts(duties, now)
    ranked = best_and_worst([(f.label, f.value) for f in rates], "Tỷ lệ hoàn thành", "%", 1)
    return Content(
        subject="tình hình thực hiện Quy chế quản lý, vận hành và sử dụng IOC Bình Thuận",
        period=ask.period.label,
        scope=ask.scope.label,
        computed_at=ask.at,
        grounds=GROUNDS,
        summary=(*rule_made((*counts, *rates), ranked), *changes_within(ask)),
        parts=(
            Part(title="Nhiệm vụ theo quy chế", blocks=(Figures(caption="Số nhiệm vụ", figures=counts),)),
            Part(title="Kết quả thực hiện", blocks=_results(rates)),
            *_members(ask, agencies, by_agency),
        ),
        annexes=(annex,),
        is_demo=settings.IOC_DEMO,
    )


def _asked(ask: Ask) -> tuple[list[Agency], dict[int, list[Duty]] | None]:
    """The agencies that a report is about, and the duties of each where it is not about the whole province."""
    scope = ask.scope
    if scope.agency is None and scope.area is None:
        return list(Agency.objects.valid_on(ask.period.end)), None
    agencies = [scope.agency] if scope.agency else []
    if scope.area is not None:
        agencies = list(agencies_on(scope.area, ask.period).order_by("name", "pk"))
    every = duties_of(REGULATION)
    return agencies, {agency.pk: [entry.duty for entry in duties_of_agency(agency, every)] for agency in agencies}


def _all_of(several: Iterable[list[Duty]]) -> list[Duty]:
    """The duties of several agencies, each once, in reading order."""
    found = {duty.pk: duty for duties in several for duty in duties}
    return sorted(found.values(), key=lambda duty: (duty.citation, duty.position, duty.pk))


def _members(ask: Ask, agencies: list[Agency], duties: dict[int, list[Duty]] | None) -> tuple[Part, ...]:
    """Whom a report on an area is about."""
    if ask.scope.area is None or duties is None:
        return ()
    title = "Cơ quan trong phạm vi báo cáo"
    if not agencies:
        said = f"Trong kỳ báo cáo không có cơ quan nào {ask.scope.label} được ghi nhận trên hệ thống."
        return (Part(title=title, blocks=(Text(paragraphs=(said,)),)),)
    heads = (
        Head(title="TT", share=0.5, align="center"),
        Head(title="Cơ quan", share=5),
        Head(title="Số nhiệm vụ", align="right", share=1.2),
    )
    rows = tuple((str(index), str(one), len(duties[one.pk])) for index, one in enumerate(agencies, 1))
    return (Part(title=title, blocks=(Grid(caption="Cơ quan và số nhiệm vụ theo quy chế", heads=heads, rows=rows),)),)


def _once(items: Iterable[Evidence]) -> list[Evidence]:
    """Each measure of a clause once: the duties of one clause are measured together."""
    found: dict[tuple[Citation, str], Evidence] = {}
    for item in items:
        found.setdefault((item.duty.citation, item.measure.code), item)
    return list(found.values())


def _results(rates: tuple[Figure, ...]) -> tuple[Block, ...]:
    """What was measured with its comparisons; what has no figure in the period is listed and not spread out."""
    known = tuple(rate for rate in rates if rate.value is not None)
    unknown = tuple((str(index), rate.label) for index, rate in enumerate((r for r in rates if r.value is None), 1))
    blocks: tuple[Block, ...] = (Figures(caption="Tỷ lệ hoàn thành theo số đo", figures=known),)
    if unknown:
        heads = (Head(title="TT", share=0.5, align="center"), Head(title="Số đo", share=7))
        blocks += (Grid(caption="Số đo chưa có số liệu trong kỳ", heads=heads, rows=unknown),)
    return blocks


def _key(item: Evidence) -> str:
    return f"{item.measure.code}@{item.duty.eid}#{item.duty.position}"


def _rates(items: Iterable[Evidence]) -> dict[str, float | None]:
    return {_key(item): item.result.score for item in items}


def _counts(duties: list[Duty], items: list[Evidence]) -> tuple[Figure, ...]:
    measured = {item.duty.pk for item in items if item.result.score is not None}
    return (
        Figure(code="duties", label="Nhiệm vụ được giao", value=len(duties), unit="nhiệm vụ"),
        Figure(code="measured", label="Nhiệm vụ có số đo trong kỳ", value=len(measured), unit="nhiệm vụ"),
        Figure(
            code="unmeasured",
            label="Nhiệm vụ chưa có số đo",
            value=len(duties) - len(measured),
            unit="nhiệm vụ",
        ),
    )


def _annex(duties: list[Duty], items: list[Evidence]) -> Annex:
    by_duty: dict[int, list[Evidence]] = {}
    for item in items:
        by_duty.setdefault(item.duty.pk, []).append(item)
    rows: list[tuple[str | int | float | None, ...]] = []
    for duty in duties:
        owners = "; ".join(str(owner) for owner in duty.owners)
        found_of: list[Evidence | None] = [*by_duty.get(duty.pk, [])]
        for one in found_of or [None]:
            measure = str(one.measure.label) if one else NOT_MEASURED
            found = (one.result.passing, one.result.assessed, one.result.score) if one else (None, None, None)
            rows.append((duty.label, duty.text, owners, measure, *found))
    heads = (
        Head(title="Căn cứ", share=1.3),
        Head(title="Nhiệm vụ", share=4),
        Head(title="Cơ quan thực hiện", share=2),
        Head(title="Số đo", share=2),
        Head(title="Đạt", align="right"),
        Head(title="Đánh giá", align="right"),
        Head(title="Tỷ lệ (%)", align="right", decimals=1),
    )
    grid = Grid(caption="Nhiệm vụ và kết quả đo", heads=heads, rows=tuple(rows))
    return Annex(title="Chi tiết nhiệm vụ theo quy chế", blocks=(grid,), wide=True)
