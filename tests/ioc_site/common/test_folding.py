import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioc_site.common.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Quy chế", "quy che"),
        ("Điều 8, khoản 5, điểm đ", "dieu 8, khoan 5, diem d"),
        ("  ĐƯỜNG\tHùng  Vương\n", "duong hung vuong"),
        ("Nguye\u0302\u0303n", "nguyen"),  # decomposed, as macOS writes file names
        ("a\x00b", "a b"),
        ("1089/QĐ-UBND", "1089/qd-ubnd"),
        ("zero\u200bwidth", "zerowidth"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_is_stable(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệ ", max_size=60))
def test_case_never_matters(text: str) -> None:
    assert fold(text.upper()) == fold(text)
