"""What is pointed out as likely personal data, and what is not."""

import pytest

from workflows.field_reports.personal import MASK, mask_personal_data


@pytest.mark.parametrize(
    "given",
    [
        "0912 345 678", "0912.345.678", "+84 912 345 678", "(+84)912345678", "84912345678",
        "0252 382 1234", "(0252) 3 821 234", "02523821234",
        "060095001234", "060 095 001 234", "060.095.001.234", "260123456",
        "86C1-123.45", "86A 12345", "51F-123.45", "86c1 12345", "86-B1 234.56",
        "an.le+1@thu.example.vn",
    ],
)  # fmt: skip
def test_the_whole_of_it_is_masked(given):
    assert mask_personal_data(f"Gọi {given} nhé") == f"Gọi {MASK} nhé"


@pytest.mark.parametrize(
    "plain",
    [
        "Hẻm 125/12/3, cách 20 m 1500 viên gạch", "Từ 10 km 2025 đến nay", "Giá 100.000.000 đồng", "Lúc 10 giờ 20",
        "Gọi 1900 1234 không ai nghe", "Ngày 25/11/2026", "",
    ],
)  # fmt: skip
def test_other_numbers_stay(plain):
    assert mask_personal_data(plain) == plain
