"""Kombu's broker on disk, made safe for several processes.

Kombu's own writes a message into its final file, where a reader may meet it half written, and moves a fetched message
to the system's temporary folder, which is no atomic step when that lies on another disk, so that two workers may get
the same one. Here both are renames within the data folder.
"""

import uuid
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any

from kombu.transport import filesystem
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """Messages are files ``<time>_<id>.<queue>.msg``; a name that starts with a dot is being written or read."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        name = f"{time_ns():020}_{uuid.uuid4().hex}.{queue}.msg"
        hidden = folder / f".{name}"
        hidden.write_bytes(str_to_bytes(dumps(payload)))
        hidden.rename(folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        folder = Path(self.data_folder_in)
        for path in sorted(path for path in folder.iterdir() if path.name.partition(".")[2] == f"{queue}.msg"):
            taken = folder / f".{path.name}"
            try:
                path.rename(taken)
            except FileNotFoundError:
                continue  # another worker was quicker
            content = taken.read_bytes()
            taken.unlink()
            return loads(bytes_to_str(content))
        raise Empty


class Transport(filesystem.Transport):
    """``CELERY_BROKER_URL=filesystem://`` with these channels."""

    Channel = Channel
