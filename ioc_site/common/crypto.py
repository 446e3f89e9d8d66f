"""Encryption at rest for personal data (Law 91/2025/QH15), with keys that can be changed, and lookups on it.

``settings.FIELD_ENCRYPTION_KEYS`` are long secrets, the newest first: it encrypts, all of them decrypt. To
change the key, put a new one in front, run ``manage.py reencrypt``, then take the old one away. What is searched for
(a telephone number) is kept beside the encrypted value as a ``blind_index``, under a key of its own.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models


class DecryptionError(Exception):
    """A stored value fits none of the keys: a key was taken away too early, or the value was tampered with."""


def _derive(secret: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())


@lru_cache(maxsize=4)
def _fernet(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(secret, "field"))) for secret in secrets])


def _keys() -> MultiFernet:
    return _fernet(tuple(settings.FIELD_ENCRYPTION_KEYS or [settings.SECRET_KEY]))


def encrypt(text: str) -> str:
    """The text under the newest key; two encryptions of one text differ."""
    return _keys().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text behind a token of ``encrypt``; raises ``DecryptionError``, never shows the token."""
    try:
        return _keys().decrypt(token).decode()
    except (InvalidToken, ValueError):
        raise DecryptionError("a stored value fits none of the encryption keys") from None


def blind_index(value: str, purpose: str) -> str:
    """64 hexadecimal digits that are equal for equal values, and say nothing about them without the key.

    ``value`` must be in one form already (a telephone number as digits, an address of mail in lower case);
    ``purpose`` (``"field_report.phone"``) keeps indexes of different columns incomparable.
    """
    key = _derive(settings.BLIND_INDEX_KEY or settings.SECRET_KEY, f"blind index: {purpose}")
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """A text that the database holds only encrypted; in Python it is the plain text. Empty stays empty.

    It cannot be searched, ordered or compared in the database: lookups other than ``isnull`` raise ``FieldError``.
    """

    description = "Encrypted text"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return encrypt(text) if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return decrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError("an encrypted field cannot be looked up; keep a blind_index beside it")
        return super().get_lookup(lookup_name)


def encrypted_fields() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every model of the portal with encrypted fields, and their names."""
    for model in apps.get_models(include_auto_created=True):
        names = [field.attname for field in model._meta.local_fields if isinstance(field, EncryptedTextField)]
        if names and not model._meta.proxy:
            yield model, names


def reencrypt(model: type[models.Model], fields: list[str], *, batch_size: int = 500) -> int:
    """Bring the encrypted fields of all rows of a model under the newest key; how many rows were written."""
    rows, batch = 0, []
    for row in model._base_manager.only("pk", *fields).iterator(chunk_size=batch_size):
        batch.append(row)
        if len(batch) == batch_size:
            rows += model._base_manager.bulk_update(batch, fields)
            batch = []
    return rows + (model._base_manager.bulk_update(batch, fields) if batch else 0)
