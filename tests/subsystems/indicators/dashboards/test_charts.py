"""Lines: gaps stay gaps, scales are round, nothing divides by zero."""

import pytest

from subsystems.indicators.dashboards.charts import line_chart, spark_line


def chart(*values):
    labels = [str(number) for number in range(len(values))]
    nothing = [None] * len(values)
    return line_chart(labels, labels, list(values), nothing, nothing)


def test_a_gap_parts_the_line():
    drawn = chart(1, 2, None, 4, 5)
    assert len(drawn.now) == 2
    assert len(drawn.dots) == 4
    assert drawn.before == drawn.target == []


@pytest.mark.parametrize(
    ("values", "first", "last"),
    [((97.1, 98.0), 97, 98), ((1, 9), 0, 10), ((-3, 4), -4, 4), ((5, 5), 5, 6), ((0, 0), 0, 0.2), ((), 0, 1)],
)
def test_the_scale_is_round_and_holds_every_value(values, first, last):
    drawn = chart(*values)
    numbers = [number for _height, number in drawn.scale]
    assert numbers[0] == pytest.approx(first)
    assert numbers[0] <= min(values, default=0)
    assert numbers[-1] >= max(values, default=0)
    assert 2 <= len(numbers) <= 8
    assert all(0 <= dot.y <= drawn.height and 0 <= dot.x <= drawn.width for dot in drawn.dots)


def test_a_small_line_needs_two_values():
    assert spark_line([None, 3.0]) == []
    assert len(spark_line([1.0, 2.0, None, 3.0, 3.0])) == 2
