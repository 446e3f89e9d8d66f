"""``manifest.json`` of a backup: what it holds, with checksums."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

from ioc_site.operations.backup.errors import BackupError

NAME = "manifest.json"
FORMAT = 1
CHUNK = 1 << 20


@dataclass
class Manifest:
    """What a backup holds.

    ``database`` is ``sqlite`` or ``postgresql``; ``migrations`` are those applied (``app.name``); ``rows`` counts each
    table; ``files`` maps each file of the backup (a relative POSIX path) to its SHA-256.
    """

    made_at: str
    database: str
    migrations: list[str]
    rows: dict[str, int]
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Raises ``BackupError`` when the folder holds no backup, or one that this version cannot read."""
        try:
            content = json.loads((folder / NAME).read_text(encoding="utf-8"))
            manifest = cls(**content)
        except (OSError, ValueError, TypeError) as error:
            raise BackupError(f"{folder} holds no backup: {error}") from error
        if manifest.format != FORMAT:
            raise BackupError(f"{folder} has format {manifest.format}; this version of the portal reads {FORMAT}")
        return manifest

    def verify(self, folder: Path) -> None:
        """Compare each file with its checksum; raises ``BackupError`` naming all that are missing or damaged."""
        faults = []
        for name, checksum in sorted(self.files.items()):
            parts = PurePosixPath(name).parts
            path = folder.joinpath(*parts)
            if ".." in parts or not path.resolve().is_relative_to(folder.resolve()):
                faults.append(f"{name}: lies outside the backup")
            elif not path.is_file():
                faults.append(f"{name}: missing")
            elif sha256(path) != checksum:
                faults.append(f"{name}: damaged")
        if faults:
            raise BackupError("The backup is not whole, nothing was changed:\n" + "\n".join(faults))


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
