"""The whole portal on one machine: ``python -m ioc_site.operations.supervisor``, which ``make run`` calls.

Sets the portal up, then keeps three processes running: web (granian), worker and beat (Celery). One that dies is
started again; one that keeps dying ends the whole. Ctrl-C, SIGTERM and the death of ``make`` stop them all. Beat is a
process of its own: a beat inside a worker that was killed has been seen to go on alone.
"""

import contextlib
import ctypes
import errno
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("IOC_VAR_DIR", ROOT / "var"))
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT") or "8000"
BIN = Path(sys.executable).parent
STOP_SECONDS = 15  # how long a process may take to end by itself
QUICK_DEATHS = 5  # this many deaths …
QUICK_SECONDS = 60  # … within this time end the whole


def commands() -> dict[str, list[str]]:
    """The command line of each process."""
    celery = [str(BIN / "celery"), "-q", "-A", "ioc_site"]
    workers = os.environ.get("IOC_WEB_WORKERS") or str(min(2, os.cpu_count() or 1))
    return {
        "web": [
            *(str(BIN / "granian"), "--interface", "wsgi", "ioc_site.wsgi:application"),
            *("--host", HOST, "--port", PORT, "--workers", workers, "--blocking-threads", "4"),
            *("--respawn-failed-workers", "--log-level", "warning"),
        ],
        "worker": [*celery, "worker", "--loglevel", "WARNING", "--concurrency", "1"],
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""],
    }


def die_with_parent() -> None:
    """In a child on Linux: be told to end when the supervisor is gone, even by SIGKILL."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Process:
    """A running process; it leads a process group of its own, which a Ctrl-C at the terminal does not reach."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.command = command
        self.deaths: list[float] = []
        self.popen = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603
            self.command, cwd=ROOT, start_new_session=True, preexec_fn=die_with_parent, stdin=subprocess.DEVNULL
        )

    def is_running(self) -> bool:
        return self.popen.poll() is None

    def revive(self) -> bool:
        """Start it again if it has ended; false when it has done so too often."""
        if self.is_running():
            return True
        now = time.monotonic()
        self.deaths = [death for death in self.deaths if now - death < QUICK_SECONDS] + [now]
        print(f"{self.name} ended with status {self.popen.returncode}; starting it again", file=sys.stderr)
        if len(self.deaths) >= QUICK_DEATHS:
            return False
        self.kill_group()
        self.popen = self.start()
        return True

    def kill_group(self) -> None:
        """End what is left of it and of its children at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()


def stop_all(processes: list[Process], hurry: threading.Event) -> None:
    """End all processes, kindly first; ``hurry`` (a second Ctrl-C) cuts the waiting short."""
    for process in processes:
        process.popen.terminate()
    until = time.monotonic() + STOP_SECONDS
    while any(process.is_running() for process in processes):
        if time.monotonic() > until or hurry.wait(0.1):
            break
    for process in processes:
        process.kill_group()


def catches_sigint(pid: int) -> bool:
    """Whether a process has a handler of its own for SIGINT; false where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    caught = next((line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:")), "0")
    return bool(int(caught, 16) >> (signal.SIGINT - 1) & 1)


class Make:
    """The ``make`` that started us, if one did.

    An interrupted make waits for its child, which it takes to have been interrupted too. When only make got the
    signal, all that can be seen of it is that it has taken its own handler back.
    """

    def __init__(self) -> None:
        self.pid = os.getppid() if "MAKELEVEL" in os.environ else None
        self.catches = self.pid is not None and catches_sigint(self.pid)

    def is_over(self) -> bool:
        if self.pid is None:
            return False
        return os.getppid() != self.pid or (self.catches and not catches_sigint(self.pid))


def demo_password() -> str:
    """The password of the demonstration accounts: the one in the environment, else one made up once and kept."""
    given = os.environ.get("IOC_DEMO_PASSWORD")
    if given:
        return given
    kept = VAR / "demo-password"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(9))
    return kept.read_text()


def fresh_folder(folder: Path) -> Path:
    """An empty folder; the figures of web processes that are gone would count for ever."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def port_problem() -> str:
    """Why the web process could not listen, in one line for the terminal; empty when it can."""
    if not (PORT.isdecimal() and 0 < int(PORT) < 65536):
        return f"PORT={PORT} is no port: give a number from 1 to 65535"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {PORT} is taken: stop what uses it, or choose another one with PORT=8001 make run"
            return f"The portal cannot listen on {HOST}:{PORT}: {error.strerror}"
    return ""


def announce(stop: threading.Event) -> None:
    """Wait until the web process answers, then print the address and the sign-ins."""
    address = f"http://{'localhost' if HOST in {'127.0.0.1', '0.0.0.0'} else HOST}:{PORT}/"  # noqa: S104
    while not stop.wait(0.2):
        try:
            urllib.request.urlopen(f"{address}healthz", timeout=5).close()  # noqa: S310
        except (OSError, urllib.error.URLError):
            continue
        print(f"\nThe portal is at {address}\nThe admin is at {address}quan-tri/", flush=True)
        sign_ins = VAR / "sign-ins.txt"
        if sign_ins.exists():
            print(sign_ins.read_text(), flush=True)
        print("Ctrl-C stops it.", flush=True)
        return


def set_up(stop: threading.Event, hurry: threading.Event) -> int:
    """Run ``setup_portal`` to its end, or end it when told to stop; its exit status."""
    setup = Process("setup", [sys.executable, "manage.py", "setup_portal"])
    while setup.is_running():
        if stop.wait(0.1):
            stop_all([setup], hurry)
    return setup.popen.returncode


def supervise(processes: list[Process], make: Make, stop: threading.Event) -> int:
    """Keep the processes running until told to stop; the exit status."""
    threading.Thread(target=announce, args=[stop], daemon=True).start()
    while not (stop.wait(0.5) or make.is_over()):
        for process in processes:
            if not process.revive():
                print(f"{process.name} does not stay up, so everything stops", file=sys.stderr)
                return 1
    return 0


def main() -> int:
    if problem := port_problem():
        print(problem, file=sys.stderr)
        return 1
    os.environ["IOC_DEMO_PASSWORD"] = demo_password()
    os.environ.setdefault("IOC_BASE_URL", f"http://localhost:{PORT}")
    # A container often has no other user than root; on a real server the worker has one of its own.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser privileges")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(fresh_folder(VAR / "metrics"))
    make, stop, hurry = Make(), threading.Event(), threading.Event()

    def on_signal(*_: object) -> None:
        (hurry if stop.is_set() else stop).set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    status = set_up(stop, hurry)
    if stop.is_set():
        return 0
    if status:
        return 1
    processes = [Process(name, command) for name, command in commands().items()]
    try:
        return supervise(processes, make, stop)
    finally:
        stop.set()
        stop_all(processes, hurry)


if __name__ == "__main__":
    sys.exit(main())
