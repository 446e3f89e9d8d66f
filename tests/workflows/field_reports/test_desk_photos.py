"""Photos prepared for the public: what it gets, what stays, who may."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.workflows.field_reports import factories as make
from tests.workflows.field_reports.desk_screens import at
from tests.workflows.field_reports.test_screens import jpeg, signed_in
from workflows.engine.services import fire
from workflows.engine.timeline import timeline
from workflows.field_reports.enums import PhotoKind
from workflows.field_reports.models import (
    Photo,
    PublicEdit,
)
from workflows.field_reports.photos import store_photo

pytestmark = pytest.mark.django_db


def stripes() -> SimpleUploadedFile:
    image = Image.new("RGB", (1000, 800), "white")
    for x in range(0, 1000, 8):
        image.paste("black", (x, 0, x + 4, 800))
    out = io.BytesIO()
    image.save(out, "PNG")
    return SimpleUploadedFile("soc.png", out.getvalue(), "image/png")


def areas(*rows: tuple[float, float, float, float]) -> dict[str, str]:
    data = {"vung-TOTAL_FORMS": str(len(rows)), "vung-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        for name, value in zip(("left", "top", "width", "height"), row, strict=True):
            data[f"vung-{number}-{name}"] = str(value)
    return data


def contrast(content: bytes, box: tuple[int, int, int, int]) -> int:
    low, high = Image.open(io.BytesIO(content)).convert("L").crop(box).getextrema()
    return high - low


def test_the_public_gets_the_blurred_copy_and_the_original_stays(client):
    report = make.accepted()
    photo = store_photo(report, stripes(), PhotoKind.REPORT)
    moderator, page = signed_in(make.moderator()), f"{at(report)}{photo.pk}/che-mo/"
    assert moderator.get(page).status_code == 200
    moderator.post(page, areas((10, 10, 40, 40)) | {"is_public": "on"})
    public = b"".join(client.get(f"/phan-anh/{report.reference}/{photo.pk}/anh/").streaming_content)
    width, height = Image.open(io.BytesIO(public)).size
    inside = (width * 20 // 100, height * 20 // 100, width * 40 // 100, height * 40 // 100)
    outside = (width * 60 // 100, height * 60 // 100, width * 80 // 100, height * 80 // 100)
    assert contrast(public, inside) < 60 < 150 < contrast(public, outside)
    original = b"".join(moderator.get(f"{at(report)}{photo.pk}/goc/").streaming_content)
    assert contrast(original, inside) > 150
    edit = PublicEdit.objects.get(report=report)
    assert json.loads(edit.after) == {"blurred": [[100, 100, 400, 400]], "is_public": True}
    assert "1 vùng che mờ" in moderator.get(page).content.decode()


def test_a_hidden_photo_is_gone_from_the_public(client):
    report = make.accepted()
    photo = store_photo(report, jpeg(), PhotoKind.REPORT)
    signed_in(make.moderator()).post(f"{at(report)}{photo.pk}/che-mo/", areas())
    assert client.get(f"/phan-anh/{report.reference}/{photo.pk}/anh/").status_code == 404


@pytest.mark.parametrize("row", [(101, 0, 1, 1), (-1, 0, 1, 1), ("x", 0, 1, 1), (1, 1, 1, "")])
def test_wrong_numbers_of_an_area_come_back_and_change_nothing(row):
    report = make.accepted()
    photo = store_photo(report, jpeg(), PhotoKind.REPORT)
    answer = signed_in(make.moderator()).post(f"{at(report)}{photo.pk}/che-mo/", areas(row) | {"is_public": "on"})
    assert answer.status_code == 422
    assert Photo.objects.get().blurred == []


def test_an_officer_prepares_no_photo():
    report = make.in_progress()
    photo = store_photo(report, jpeg(), PhotoKind.REPORT)
    assert signed_in(report.handler).post(f"{at(report)}{photo.pk}/che-mo/", areas()).status_code in (403, 404)


def test_parts_keep_their_photos_when_those_of_the_whole_are_blurred():
    report, by = make.submitted(), make.moderator()
    photo = store_photo(report, jpeg(), PhotoKind.REPORT)
    fire(report, "split", by, {"agencies": [make.district()]}, "Đường.")
    signed_in(by).post(f"{at(report)}{photo.pk}/che-mo/", areas((0, 0, 50, 50)) | {"is_public": "on"})
    part = Photo.objects.exclude(pk=photo.pk).get()
    assert part.thumbnail.storage.exists(part.thumbnail.name)


def test_the_timeline_says_how_many_photos_came_with_a_result():
    report = make.in_progress()
    result = {"outcome": "fixed", "result": "Đã vá.", "photos": [jpeg(), jpeg()]}
    store_photo(report, jpeg(), PhotoKind.REPORT)  # so that no key of the result's photos is their number
    fire(report, "resolve", report.handler, result)
    assert "<p>Ảnh kết quả: 2</p>" in timeline(report)[0].text
