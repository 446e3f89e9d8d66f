"""Who runs a job, and whether that process is still there."""

import functools
import os
import socket
from pathlib import Path


@functools.cache
def _machine() -> str:
    """This machine as far as process ids mean the same: host, boot and (in containers) process namespace."""
    boot, namespace = "", ""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:8]
        namespace = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        pass  # not Linux: the host name has to do
    return f"{socket.gethostname()[:100]}|{boot}|{namespace}"


def _started(pid: int) -> str | None:
    """When the process started, in ticks since boot; ``None`` when there is none (or only its unreaped remains)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


def identity() -> str:
    """The running process, as ``is_gone`` knows it again: a process id that was given anew is another process."""
    return f"{_machine()}|{os.getpid()}|{_started(os.getpid()) or ''}"


def is_gone(worker: str) -> bool | None:
    """Whether the process behind an ``identity()`` has ended; ``None`` when it cannot be told from this machine."""
    machine, _, process = worker.rpartition("|")[0].rpartition("|")
    started = worker.rpartition("|")[2]
    if machine != _machine() or not process.isdigit() or not started:
        return None
    return _started(int(process)) != started
