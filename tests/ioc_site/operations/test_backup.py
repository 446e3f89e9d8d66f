"""Backing up, losing everything, restoring."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from ioc_site.common.append_only import guard_lifted
from ioc_site.operations.backup import databases
from ioc_site.operations.backup.uploads import names_in, upload_storages
from subsystems.agencies.models import Agency
from tests.subsystems.agencies.factories import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_uploads() -> Iterator[None]:
    def remove_all() -> None:
        for storage in upload_storages().values():
            for name in list(names_in(storage)):
                storage.delete(name)

    remove_all()
    yield
    remove_all()


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of a portal with people, agencies and uploads."""
    UserFactory.create_batch(3)
    AgencyFactory.create_batch(2)
    storages["default"].save("images/biển.png", ContentFile(b"a picture"))
    storages["private"].save("2026/11/letter.pdf", ContentFile(b"a letter"))
    call_command("backup", str(tmp_path / "backup"), verbosity=0)
    return tmp_path / "backup"


def count_rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        return databases.count_rows(cursor)


def uploads() -> dict[str, bytes]:
    found = {}
    for alias, storage in upload_storages().items():
        for name in names_in(storage):
            with storage.open(name) as file:
                found[f"{alias}/{name}"] = file.read()
    return found


def manifest_of(backup: Path) -> dict:
    return json.loads((backup / "manifest.json").read_text())


def test_everything_comes_back(backup: Path) -> None:
    rows, files = count_rows(), uploads()
    assert rows["agencies_user"] == 3
    assert len(files) == 2
    with guard_lifted():
        call_command("flush", interactive=False, verbosity=0)
    for alias, name in (("default", "images/biển.png"), ("private", "2026/11/letter.pdf")):
        storages[alias].delete(name)
    storages["default"].save("later.txt", ContentFile(b"came after the backup"))
    AgencyFactory()
    call_command("restore", str(backup), verbosity=0)
    assert count_rows() == rows
    assert uploads() == files
    AgencyFactory()  # the database goes on counting where it was
    assert Agency.objects.count() == rows["agencies_agency"] + 1


def test_the_manifest_says_what_is_in_it(backup: Path) -> None:
    manifest = manifest_of(backup)
    assert manifest["rows"]["agencies_user"] == 3
    assert set(manifest["files"]) >= {"uploads/default/images/biển.png", "uploads/private/2026/11/letter.pdf"}
    assert "agencies.0001_initial" in manifest["migrations"]
    assert (backup.stat().st_mode & 0o077) == 0


@pytest.mark.parametrize("damage", ["changed", "missing"])
@pytest.mark.parametrize("part", ["database", "upload"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(backup: Path, part: str, damage: str) -> None:
    path = next(backup.glob("database.*")) if part == "database" else backup / "uploads/default/images/biển.png"
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    AgencyFactory()
    before = count_rows(), uploads()
    with pytest.raises(CommandError, match=f"{path.name}: {'missing' if damage == 'missing' else 'damaged'}"):
        call_command("restore", str(backup), verbosity=0)
    assert (count_rows(), uploads()) == before


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("database", "oracle", "is of oracle"),
        ("format", 99, "format 99"),
        ("migrations", ["agencies.0999_from_the_future"], "later version"),
        ("files", {"../outside": "0" * 64}, "outside the backup"),
        ("unknown", 1, "holds no backup"),
    ],
)
def test_what_cannot_be_restored_here(backup: Path, key: str, value: object, message: str) -> None:
    (backup / "manifest.json").write_text(json.dumps(manifest_of(backup) | {key: value}))
    before = count_rows()
    with pytest.raises(CommandError, match=message):
        call_command("restore", str(backup), verbosity=0)
    assert count_rows() == before


def test_a_folder_that_holds_no_backup(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="holds no backup"):
        call_command("restore", str(tmp_path), verbosity=0)


def test_a_backup_never_overwrites(backup: Path) -> None:
    before = manifest_of(backup)
    with pytest.raises(CommandError, match="is not empty"):
        call_command("backup", str(backup), verbosity=0)
    assert manifest_of(backup) == before
