from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ioc_site.common.access_log import AccessLog
from ioc_site.common.pagination import KeysetPage, paginate

pytestmark = pytest.mark.django_db
ORDERS = [(), ("-at",), ("field_group", "-at"), ("-field_group", "object_id")]


@pytest.fixture
def entries() -> list[AccessLog]:
    now = timezone.now()
    return [
        AccessLog.objects.create(
            at=now - timedelta(microseconds=number // 3),
            object_type="x",
            object_id=f"Đ{number % 4}",
            field_group=str(number % 2),
            reason="r",
        )
        for number in range(11)
    ]


def follow(url: str) -> QueryDict:
    return QueryDict(url.removeprefix("?"))


def page_at(query: str, order: Any = (), size: int = 3) -> KeysetPage:
    return paginate(AccessLog.objects.all(), follow(query), order=order, size=size)


@pytest.mark.parametrize("order", ORDERS)
def test_walking_there_and_back_meets_every_row_once_and_in_order(entries: list[AccessLog], order: Any) -> None:
    full = page_at("", order, size=100).rows
    assert sorted(row.pk for row in full) == [row.pk for row in entries]
    page, there = page_at("", order), []
    assert page.newer_url == ""
    pages = [page]
    while page.older_url:
        page = page_at(page.older_url, order)
        pages.append(page)
    there = [row for page in pages for row in page.rows]
    assert there == full
    back = [page]
    while page.newer_url:
        page = page_at(page.newer_url, order)
        back.append(page)
    # Going back the pages begin at other rows; none is doubled or left out all the same.
    assert [row for page in reversed(back) for row in page.rows] == full


def test_rows_added_meanwhile_do_not_shift_the_next_page(entries: list[AccessLog]) -> None:
    first = page_at("", ("-at",))
    AccessLog.objects.create(object_type="x", object_id="new", field_group="0", reason="r")
    assert page_at(first.older_url, ("-at",)).rows == page_at("", ("-at",), size=100).rows[4:7]


def test_one_query_a_page(entries: list[AccessLog], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        page = page_at("", ("-at",))
    with django_assert_num_queries(1):
        page_at(page.older_url, ("-at",))


def test_other_parameters_stay_in_the_addresses(entries: list[AccessLog]) -> None:
    page = page_at("?q=đường&q=phố&sau=hỏng")
    assert follow(page.older_url).getlist("q") == ["đường", "phố"]
    assert len(follow(page.older_url).getlist("sau")) == 1


def test_an_empty_list_has_no_neighbours() -> None:
    assert page_at("") == KeysetPage([], "", "")


@pytest.mark.parametrize(
    "cursor", ["x", "=", "bnVsbA", "W10", "W251bGxd", "eyJhIjoxfQ", "a" * 600, "WyJcdTAwMDAiXQ", "%00"]
)
@pytest.mark.parametrize("name", ["sau", "truoc"])
def test_a_cursor_that_cannot_be_read_shows_the_first_page(entries: list[AccessLog], name: str, cursor: str) -> None:
    assert page_at(f"?{name}={cursor}").rows == page_at("").rows


@given(st.text(max_size=80))
def test_no_cursor_ever_breaks_the_list(text: str) -> None:
    query = QueryDict(mutable=True)
    query["sau"] = text
    assert paginate(AccessLog.objects.none(), query, order=("-at",)).rows == []
