"""Uploads on Wagtail's own screens, and the size limit while a request comes in."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pillow
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from tests.ioc_site.common.uploads.files import office, pdf, picture, taken_in_phan_thiet

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection() -> int:
    return (Collection.get_first_root_node() or Collection.add_root(name="Root")).pk


def send(client: Client, what: str, name: str, content: bytes, collection: int) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(f"/quan-tri/{what}/add/", {"title": "Ảnh", "file": file, "collection": collection})


def send_many(client: Client, what: str, name: str, content: bytes, collection: int) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(f"/quan-tri/{what}/multiple/add/", {"title": "Ảnh", "files[]": file, "collection": collection})


@pytest.mark.parametrize("screen", [send, send_many])
@pytest.mark.parametrize(("name", "kind"), [("nha.jpg", "JPEG"), ("nha.heic", "HEIF"), ("nha.png", "PNG")])
def test_an_editors_image_is_stored_without_its_place(
    admin_client: Client, collection: int, screen: Any, name: str, kind: str
) -> None:
    content = taken_in_phan_thiet(kind) if kind != "HEIF" else picture("HEIF")
    assert screen(admin_client, "images", name, content, collection).status_code in (200, 302)
    image = get_image_model().objects.get()
    with image.file.open() as stored:
        assert not Pillow.open(io.BytesIO(stored.read())).getexif()
    assert (image.width, image.height) in [(480, 640), (640, 480)]


@pytest.mark.parametrize("content", [b"<svg onload='alert(1)'/>", picture()[:1000], b""], ids=["svg", "cut", "empty"])
def test_an_editors_bad_image_is_refused_with_a_reason(admin_client: Client, collection: int, content: bytes) -> None:
    response = send(admin_client, "images", "anh.jpg", content, collection)
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert not get_image_model().objects.exists()


def test_an_editors_document_gets_its_true_extension(admin_client: Client, collection: int) -> None:
    send(admin_client, "documents", "Mẫu đơn.xlsx", pdf(), collection)
    assert get_document_model().objects.get().filename.endswith(".pdf")


@pytest.mark.parametrize(
    "content", [b"<html>", office("xl/workbook.xml", ("xl/vbaProject.bin", b"x"))], ids=["page", "macro"]
)
def test_an_editors_bad_document_is_refused(admin_client: Client, collection: int, content: bytes) -> None:
    response = send(admin_client, "documents", "a.xlsx", content, collection)
    assert response.context["form"].errors["file"]
    assert not get_document_model().objects.exists()


def test_fifty_megabytes_are_not_kept_and_refused_at_the_field(admin_client: Client, collection: int) -> None:
    response = send(admin_client, "images", "anh.jpg", picture() + b"\0" * 50 * 1024 * 1024, collection)
    (error,) = response.context["form"].errors["file"]
    assert "quá lớn" in error
    assert "25," in error  # what was kept of it
    assert not get_image_model().objects.exists()
