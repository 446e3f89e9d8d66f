"""Copying uploads between their storages (disk or S3) and the folder of a backup."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages

FOLDER = "uploads"


def upload_storages() -> dict[str, Storage]:
    """The storages that keep what people upload, by alias."""
    return {alias: storages[alias] for alias in settings.STORAGES if alias != "staticfiles"}


def names_in(storage: Storage, folder: str = "") -> Iterator[str]:
    """The name of every file in a storage."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever uploaded
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(files) if name)
    for each in sorted(folders):
        yield from names_in(storage, f"{prefix}{each}")


def copy_out(target: Path) -> Iterator[str]:
    """Copy all uploads below ``target``; yields the relative path of each copy."""
    for alias, storage in upload_storages().items():
        for name in names_in(storage):
            path = target / FOLDER / alias / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with storage.open(name) as upload, path.open("wb") as copy:
                shutil.copyfileobj(upload, copy)
            yield path.relative_to(target).as_posix()


def copy_back(source: Path) -> int:
    """Make the storages hold exactly the uploads of the backup; returns how many those are."""
    count = 0
    for alias, storage in upload_storages().items():
        folder = source / FOLDER / alias
        kept = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        for name in list(names_in(storage)):
            storage.delete(name)
        for name in sorted(kept):
            with (folder / name).open("rb") as file:
                storage.save(name, File(file))
        count += len(kept)
    return count
