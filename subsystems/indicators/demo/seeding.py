"""The seeder of this room: deliveries, figures and targets, made up and marked."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.demo import DemoSize
from ioc_site.common.freshness import purge
from subsystems.agencies.enums import AgencyKind, AreaLevel
from subsystems.agencies.models import Area
from subsystems.indicators.areas import areas_at
from subsystems.indicators.bulk import Row, insert_new
from subsystems.indicators.demo.deliveries import DemoDeliveries, write_coverage
from subsystems.indicators.demo.examples import make_examples
from subsystems.indicators.demo.figures import PROVINCE, TOTAL, Figures
from subsystems.indicators.demo.plan import Plan, Series, make_plan
from subsystems.indicators.loading import IndicatorRow, catalogue_files
from subsystems.indicators.models import (
    Breakdown,
    Coverage,
    Delivery,
    Indicator,
    IndicatorVersion,
    Obligation,
    Observation,
    Target,
)
from subsystems.indicators.models.catalogue import TOTAL_CODE, version_for
from subsystems.indicators.periods import ReportingPeriod, last_complete
from subsystems.indicators.quality.scoring import assess

FOLDER = Path("data/indicators")
# Shares of the districts in what is counted, by the code of the statistics office.
_WEIGHTS = {"593": 0.19, "594": 0.08, "595": 0.12, "596": 0.10, "597": 0.15, "598": 0.09, "599": 0.08, "600": 0.10}
_DEFAULT_WEIGHT = 0.05
_TARGET_PERIODS = 15


def seed_observations(size: DemoSize) -> str:
    """Fill up to ``size.observations`` illustrative figures; what is there already stays as it is."""
    there = Observation.objects.count()
    if size.observations and there < size.observations and Indicator.objects.exists():
        inserted = _Seeding(size).run()
        make_examples()
        purge()  # written past the models' signals
        assess()
        there += inserted
    return _("%(count)s observations") % {"count": there}


class _Seeding:
    def __init__(self, size: DemoSize) -> None:
        self.size = size
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        files = catalogue_files(Path(settings.BASE_DIR) / FOLDER)
        self.indicators = {row.code: row for row in Indicator.objects.all()}
        self.rows: dict[str, IndicatorRow] = {
            row.code: row for file in files for row in file.content.indicators if row.code in self.indicators
        }
        self.versions: dict[int, list[IndicatorVersion]] = defaultdict(list)
        for version in IndicatorVersion.objects.all():
            self.versions[version.indicator_id].append(version)
        self.province = areas_at(AreaLevel.PROVINCE, self.today)[0]
        self.areas = {area.code: area for area in areas_at(AreaLevel.DISTRICT, self.today)}
        if not self.areas:
            self.areas = {area.code: area for area in areas_at(AreaLevel.COMMUNE, self.today)}
        self.breakdowns = {row.code: row.pk for row in Breakdown.objects.all()}
        self.parts: dict[str, list[str]] = defaultdict(list)
        for part in Breakdown.objects.exclude(dimension=None).select_related("dimension").order_by("position"):
            self.parts[part.dimension.code].append(part.code)  # type: ignore[union-attr]
        self.figures = Figures(self.rows, _weights(list(self.areas)), self.parts)
        self.covered: Counter[tuple[int, int]] = Counter()

    def run(self) -> int:
        obligations = list(Obligation.objects.select_related("indicator_set", "agency"))
        self.deliveries = DemoDeliveries(obligations, self.size.random, self.now)
        self.owners = self._owners(obligations)
        plan = make_plan(self.rows, list(self.areas), self.parts, self.size.observations)
        inserted = insert_new(self._rows(plan))
        write_coverage(self.covered)
        self._count_rows()
        self._set_targets()
        return inserted

    def _owners(self, obligations: list[Obligation]) -> dict[str, dict[int | None, Obligation]]:
        """Who delivers an indicator: by area for committees of districts and communes, else under ``None``."""
        owners: dict[str, dict[int | None, Obligation]] = defaultdict(dict)
        members: dict[int, list[str]] = defaultdict(list)
        through = Indicator.objects.values_list("set_memberships__indicator_set", "code")
        for set_id, code in through:
            members[set_id].append(code)
        for obligation in obligations:
            is_local = obligation.agency.kind in (AgencyKind.DISTRICT, AgencyKind.COMMUNE)
            for code in members[obligation.indicator_set_id]:
                owners[code][obligation.agency.area_id if is_local else None] = obligation
        return owners

    def _rows(self, plan: Plan) -> Iterator[Row]:
        by_code: dict[str, list[tuple[Series, int]]] = defaultdict(list)
        for series, depth in plan.depths.items():
            by_code[series.code].append((series, depth))
        # In the order of the table's unique index, so that it grows at its end.
        for code in sorted(by_code, key=lambda code: self.indicators[code].pk):
            if code in self.owners:
                yield from self._rows_of(code, by_code[code])

    def _rows_of(self, code: str, wanted: list[tuple[Series, int]]) -> Iterator[Row]:
        last = last_complete(self.rows[code].period, self.today)
        longest = max(depth for _series, depth in wanted)
        periods = [last.shifted(step - longest + 1) for step in range(longest)]
        columns = [self._column(series, depth, periods) for series, depth in wanted]
        indicator, row = self.indicators[code], 0 if self.rows[code].formula else 1
        for index, period in enumerate(periods):
            version = version_for(self.versions[indicator.pk], period.start)
            if version is None:
                continue
            for area, part, owner, first, values in columns:
                value = values[index] if index >= first else None
                if value is None or value != value:
                    continue
                delivery = self.deliveries.delivery_of(owner, period.key)
                if delivery is not None:
                    self.covered[delivery, period.key] += part == self.breakdowns[TOTAL_CODE]
                    yield indicator.pk, version.pk, area.pk, period.key, part, value, delivery, row

    def _column(
        self, series: Series, depth: int, periods: list[ReportingPeriod]
    ) -> tuple[Area, int, Obligation, int, list[float]]:
        area = self.areas[series.area] if series.area != PROVINCE else self.province
        owners = self.owners[series.code]
        owner = owners.get(area.pk) or owners.get(None) or next(reversed(owners.values()))
        part = self.breakdowns[series.part if series.part != TOTAL else TOTAL_CODE]
        values = self.figures.series(series.code, series.area, series.part, periods)
        return area, part, owner, len(periods) - depth, values

    def _count_rows(self) -> None:
        """The counts that a check and a publication would have kept."""
        counts = dict(Observation.objects.order_by().values_list("delivery").annotate(Count("pk")))
        rows = list(Delivery.objects.filter(is_demo=True))
        for row in rows:
            row.live_rows = row.row_count = row.new_count = counts.get(row.pk, 0)
        Delivery.objects.bulk_update(rows, ["live_rows", "row_count", "new_count"], batch_size=500)
        empty = Coverage.objects.filter(delivery__is_demo=True, delivered=0)
        empty.delete()

    def _set_targets(self) -> None:
        targets = []
        for code, row in self.rows.items():
            if row.demo is None or row.demo.target is None:
                continue
            period = last_complete(row.period, self.today).next()
            for _step in range(_TARGET_PERIODS):
                targets.append(
                    Target(
                        indicator=self.indicators[code],
                        area=self.province,
                        period=period.key,
                        value=row.demo.target,
                        is_demo=True,
                    )
                )
                period = period.previous()
        Target.objects.bulk_create(targets, ignore_conflicts=True)


def _weights(codes: list[str]) -> dict[str, float]:
    sizes = {code: _WEIGHTS.get(code, _DEFAULT_WEIGHT) for code in codes}
    whole = sum(sizes.values()) or 1
    return {code: size / whole for code, size in sizes.items()}
