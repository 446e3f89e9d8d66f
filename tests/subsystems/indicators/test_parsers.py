"""Numbers, periods and headings that nobody thought of: read right, or refused with a code; never anything else."""

import csv
import io
from datetime import date
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from ioc_site.common.vietnamese import SWAP_SEPARATORS, number
from subsystems.indicators.enums import PeriodKind
from subsystems.indicators.intake import numbers
from subsystems.indicators.intake.encodings import decode
from subsystems.indicators.intake.numbers import BadNumber, NumberForm
from subsystems.indicators.intake.period_text import BadPeriod, read_period
from subsystems.indicators.intake.refusals import MESSAGES, FileRefused
from subsystems.indicators.intake.tables import read_file
from subsystems.indicators.periods import period_of


def outcome(work):
    """The result and no code, or no result and the code of the refusal."""
    try:
        return work(), None
    except (BadNumber, BadPeriod) as error:
        return None, error.code
    except FileRefused as refused:
        return None, refused.finding.code


figures = st.decimals(-(10**9), 10**9, places=3).map(lambda d: d.normalize() + 0)


@given(figures)
def test_what_we_write_we_read_in_either_form(value: Decimal):
    vietnamese = number(value)
    english = vietnamese.translate(SWAP_SEPARATORS)
    assert numbers.read(vietnamese, NumberForm.VIETNAMESE) == float(value)
    assert numbers.read(english, NumberForm.ENGLISH) == float(value)


@given(figures)
def test_evidence_never_contradicts_the_form_it_was_written_in(value: Decimal):
    assert numbers.form_of(number(value)) in (None, NumberForm.VIETNAMESE)
    assert numbers.form_of(number(value).translate(SWAP_SEPARATORS)) in (None, NumberForm.ENGLISH)


@given(st.text(max_size=60), st.sampled_from([None, *NumberForm]))
def test_any_text_is_a_finite_number_or_refused(text: str, form):
    plain, _percent = numbers.clean(text)
    value, code = outcome(lambda: numbers.read(plain, form))
    assert code in MESSAGES if code else abs(value) < 10**15
    assert code or any(char.isdigit() for char in plain)


@given(st.floats(), st.booleans())
def test_any_float_is_kept_to_fifteen_digits_or_refused(value: float, negative: bool):
    try:
        kept = numbers.checked(value)
    except BadNumber:
        return
    assert float(f"{value:.15g}") == kept


@given(st.sampled_from(list(PeriodKind)), st.dates(date(1980, 1, 1), date(2090, 1, 1)))
def test_codes_and_labels_of_periods_are_read_back(kind, day):
    from django.utils import translation

    period = period_of(kind, day)
    assert read_period(period.code, kind) == period
    assert read_period(period.start, kind) == period
    for language in ("vi", "en"):
        with translation.override(language):
            assert read_period(period.label, kind) == period


@given(st.one_of(st.text(max_size=60), st.floats(), st.dates(), st.booleans()), st.sampled_from(list(PeriodKind)))
@example(date.max, PeriodKind.HALF_YEAR)
@example(date.min, PeriodKind.SCHOOL_YEAR)
@example(float("inf"), PeriodKind.YEAR)
@example(float("nan"), PeriodKind.YEAR)
def test_any_cell_is_a_period_or_refused(cell, kind):
    period, code = outcome(lambda: read_period(cell, kind))
    assert code in MESSAGES if code else period.kind == kind


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(content: bytes):
    for work in (lambda: decode(content), lambda: read_file(content, "a.csv")):
        _read, code = outcome(work)
        assert code is None or code in MESSAGES


@given(st.lists(st.lists(st.text("abcđ 12,.;\"'\n", max_size=8), min_size=2, max_size=4), min_size=1, max_size=5))
def test_cells_of_a_csv_file_come_out_as_they_went_in(rows):
    width = max(map(len, rows))
    rows = [["Mã", *["Cột"] * (width - 1)], *([*row, *[""] * (width - len(row))] for row in rows)]
    output = io.StringIO()
    csv.writer(output).writerows(rows)
    (sheet,) = read_file(output.getvalue().encode(), "a.csv").sheets
    assert [[str(cell) for cell in row] for row in sheet.rows] == rows
