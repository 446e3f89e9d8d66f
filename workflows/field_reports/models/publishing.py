"""What the public pages read instead of the reports themselves, so that 400,000 of them cost no more than a few:
points and cells of the map, and the figures of the statistics page. All of it can be made anew from the reports.
"""

from django.db import models

from subsystems.agencies.models import Agency, Area
from workflows.field_reports.models.catalogue import Category
from workflows.field_reports.models.report import FieldReport


class MapPoint(models.Model):
    """A public report with a place, as the map knows it: there is a row exactly while the map shows the report.

    ``x`` and ``y`` are whole steps of Web Mercator, 2**24 to the side of the world, counted from the north-west.
    ``month`` is that of its receipt in Vietnam, as a number: 202611.
    """

    report = models.OneToOneField(FieldReport, primary_key=True, on_delete=models.CASCADE, related_name="map_point")
    x = models.IntegerField()
    y = models.IntegerField()
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_final = models.BooleanField()
    month = models.IntegerField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["x", "y", "is_final", "month"], name="map_point_place"),
            models.Index(fields=["category", "x", "y", "is_final", "month"], name="map_point_category"),
            models.Index(fields=["area", "category", "x", "y", "is_final", "month"], name="map_point_area"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.x}, {self.y}"


class MapChange(models.Model):
    """A point that came to the map (``sign`` 1) or left it (-1) and is not yet counted in ``MapCell``.

    Steps of the workflow only append here, so that no two of them wait for the counts of one cell.
    """

    report_key = models.BigIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    is_final = models.BooleanField()
    month = models.IntegerField()
    area_key = models.BigIntegerField()
    category_key = models.BigIntegerField()
    sign = models.SmallIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.sign:+d} {self.report_key}"


class MapCell(models.Model):
    """How many points lie in one cell of the grid of one zoom level, and the sums that give their middle.

    ``column`` and ``row`` count cells of 64 pixels; 0 as ``month``, ``area_key`` or ``category_key`` stands for all of
    them. When ``count`` is 1, ``sum_key`` is the key of that report.
    """

    zoom = models.SmallIntegerField()
    month = models.IntegerField()
    area_key = models.BigIntegerField()
    category_key = models.BigIntegerField()
    column = models.IntegerField()
    row = models.IntegerField()
    is_final = models.BooleanField()
    count = models.IntegerField()
    sum_x = models.BigIntegerField()
    sum_y = models.BigIntegerField()
    sum_key = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["zoom", "month", "area_key", "category_key", "column", "row", "is_final"], name="map_cell_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.zoom}/{self.column}/{self.row}"


class Tally(models.Model):
    """The figures of one period for one slice of the reports received in it (see ``statistics`` for what each means).

    ``period`` is ``2026-11`` (month), ``2026-Q4``, ``2026``, ``12m`` (the last twelve months) or ``all``; ``grain``
    names which of area, agency and category the slice fixes, as letters: ``""``, ``"a"``, ``"g"``, ``"c"``, ``"ac"`` …
    Hours are by the clock. ``rating_sum`` adds up ratings of 1 to 5. ``screened`` are reports accepted or answered, or
    whose time for that is over, and how many of them within it; counted for months alone.
    """

    period = models.CharField(max_length=8)
    grain = models.CharField(max_length=2, blank=True)
    area = models.ForeignKey(Area, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    category = models.ForeignKey(Category, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    received = models.IntegerField(default=0)
    public = models.IntegerField(default=0)
    public_final = models.IntegerField(default=0)
    not_taken_up = models.IntegerField(default=0)
    in_hand = models.IntegerField(default=0)
    on_time = models.IntegerField(default=0)
    extended = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    overdue_open = models.IntegerField(default=0)
    accept_hours = models.FloatField(null=True)
    accept_count = models.IntegerField(default=0)
    resolve_hours = models.FloatField(null=True)
    resolve_count = models.IntegerField(default=0)
    rating_sum = models.IntegerField(default=0)
    rating_count = models.IntegerField(default=0)
    screened = models.IntegerField(default=0)
    screened_on_time = models.IntegerField(default=0)
    has_demo = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["period", "grain", "area", "agency", "category"], name="tally_of_period"),
            models.Index(fields=["grain", "area", "agency", "category", "period"], name="tally_over_time"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.grain}"


class TallyRun(models.Model):
    """One row: up to which event the figures take everything in, and when they were computed."""

    computed_at = models.DateTimeField()
    day = models.DateField()
    last_event = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.computed_at:%Y-%m-%d %H:%M}"
