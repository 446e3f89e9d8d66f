from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection, models

from ioc_site.common import crypto
from ioc_site.common.crypto import DecryptionError, EncryptedTextField, blind_index, decrypt, encrypt

PHONE = "0912 345 678 – Nguyễn Văn Đức"


def test_what_is_encrypted_can_be_read_with_the_key_only(settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = ["khóa thứ nhất"]
    token = encrypt(PHONE)
    assert "0912" not in token
    assert token != encrypt(PHONE)
    assert decrypt(token) == PHONE
    settings.FIELD_ENCRYPTION_KEYS = ["khóa khác"]
    with pytest.raises(DecryptionError):
        decrypt(token)


@pytest.mark.parametrize("token", ["", "không phải", "gAAAA"])
def test_a_value_that_was_tampered_with_is_told_apart(token: str) -> None:
    with pytest.raises(DecryptionError):
        decrypt(token)


def test_an_old_key_still_decrypts_after_a_new_one_came(settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = ["cũ"]
    token = encrypt(PHONE)
    settings.FIELD_ENCRYPTION_KEYS = ["mới", "cũ"]
    assert decrypt(token) == PHONE
    settings.FIELD_ENCRYPTION_KEYS = ["mới"]
    with pytest.raises(DecryptionError):
        decrypt(token)


def test_a_blind_index_finds_equal_values_of_one_column(settings: Any) -> None:
    settings.BLIND_INDEX_KEY = "một"
    first = blind_index("0912345678", "report.phone")
    assert first == blind_index("0912345678", "report.phone")
    assert first not in (blind_index("0912345679", "report.phone"), blind_index("0912345678", "user.phone"))
    assert len(first) == 64
    settings.BLIND_INDEX_KEY = "hai"
    assert first != blind_index("0912345678", "report.phone")


class Contact(models.Model):
    """A model with encrypted fields, which only these tests have a table for."""

    phone = EncryptedTextField(blank=True)
    note = EncryptedTextField(null=True)

    class Meta:
        app_label = "tests"
        managed = False
        db_table = "tests_contact"

    def __str__(self) -> str:
        return str(self.pk)


@pytest.fixture
def contact(db: None, monkeypatch: pytest.MonkeyPatch) -> type[Contact]:
    with connection.cursor() as cursor:
        key = "integer PRIMARY KEY" if connection.vendor == "sqlite" else "bigserial PRIMARY KEY"
        cursor.execute(f"CREATE TABLE tests_contact (id {key}, phone text NOT NULL, note text)")
    monkeypatch.setattr(crypto.apps, "get_models", lambda **_kwargs: [Contact])
    return Contact


def raw() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, note FROM tests_contact ORDER BY id")
        return cursor.fetchall()


def test_the_field_is_plain_in_python_and_encrypted_in_the_database(contact: Any) -> None:
    contact.objects.create(phone=PHONE, note=None)
    contact.objects.create(phone="", note="ghi chú")
    assert list(contact.objects.order_by("pk").values_list("phone", "note")) == [(PHONE, None), ("", "ghi chú")]
    (first, second) = raw()
    assert first[0] != PHONE
    assert decrypt(first[0]) == PHONE
    assert second[0] == ""
    assert contact.objects.filter(note__isnull=True).count() == 1


def test_the_field_cannot_be_looked_up(contact: Any) -> None:
    with pytest.raises(FieldError, match="blind_index"):
        contact.objects.filter(phone=PHONE)


def test_reencrypt_brings_all_rows_under_the_new_key(contact: Any, settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = ["cũ"]
    for number in range(3):
        contact.objects.create(phone=f"09{number}", note=None)
    settings.FIELD_ENCRYPTION_KEYS = ["mới", "cũ"]
    call_command("reencrypt")
    settings.FIELD_ENCRYPTION_KEYS = ["mới"]
    assert list(contact.objects.order_by("pk").values_list("phone", flat=True)) == ["090", "091", "092"]
