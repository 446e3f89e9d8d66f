"""The steps that bring a database from nothing to a working portal, in order and idempotent.

A step is a management command of a room. It is run when it was never run on this database, or when what it reads
(its data files and the code of its room) has changed since; a second start therefore does next to nothing.
"""

import hashlib
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from ioc_site.operations.models import SetupStep


@dataclass(frozen=True, slots=True)
class Step:
    """A management command with its arguments, and the files (globs from the project's folder) that it reads."""

    command: str
    args: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    demo: bool = False  # only where demonstration data is wanted

    @property
    def name(self) -> str:
        return " ".join((self.command, *self.args))

    def fingerprint(self) -> str:
        """What the step depends on, as a digest. A demonstration step depends on the accounts' password too."""
        digest = hashlib.sha256()
        base = Path(settings.BASE_DIR)
        for path in sorted({path for pattern in self.reads for path in base.glob(pattern)}):
            digest.update(str(path.relative_to(base)).encode() + b"\0" + path.read_bytes())
        if self.demo:
            digest.update(settings.IOC_DEMO_PASSWORD.encode())
        return digest.hexdigest()


ADDRESSES = ("*/urls.py", "*/*/urls.py")

STEPS: tuple[Step, ...] = (
    Step("load_areas", reads=("subsystems/agencies/area*.py", "subsystems/agencies/loading.py", "constraints.txt")),
    Step("load_agencies", ("data/agencies.yaml",), reads=("data/agencies.yaml", "subsystems/agencies/loading.py")),
    Step(
        "load_regulation",
        ("data/1089-QD-UBND.yaml",),
        reads=("data/1089-QD-UBND.yaml", "data/grounds.yaml", "home/regulation/source.py"),
    ),
    Step("load_duties", ("data/duties-1089.yaml",), reads=("data/duties-1089.yaml", "home/duties/services.py")),
    # A menu item comes once there is something at its address, hence the addresses of all rooms.
    Step("setup_site", reads=("data/site.yaml", "home/services.py", "home/site_file.py", *ADDRESSES)),
    Step("load_guidance", reads=("data/guidance/*.yaml", "data/news/*.yaml", "home/content/*.py")),
    Step("rebuild_search", reads=("home/search/*.py",)),
    Step(
        "load_report_catalogue",
        ("data/field_reports/catalogue.yaml",),
        reads=("data/field_reports/catalogue.yaml", "workflows/field_reports/loading.py"),
    ),
    Step(
        "load_conduct_forms",
        ("data/conduct/forms.yaml",),
        reads=("data/conduct/forms.yaml", "workflows/conduct/loading.py"),
    ),
    Step(
        "load_indicators",
        ("data/indicators",),
        reads=("data/indicators/*.yaml", "subsystems/indicators/loading.py", "data/agencies.yaml"),
    ),
    Step(
        "load_topics",
        ("data/monitoring/topics.yaml",),
        reads=("data/monitoring/topics.yaml", "subsystems/monitoring/loading.py"),
    ),
    Step("seed_demo", reads=("*/*/demo.py", "*/*/demo/*.py", "data/*/demo.yaml"), demo=True),
)


def pending_migrations(database: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The migrations that the code has and the database has not, as ``app.name``."""
    executor = MigrationExecutor(connections[database])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def run_setup(say: Callable[[str], object], steps: Iterable[Step] = STEPS) -> None:
    """Migrate and run each step that is due; ``say`` is told of each one before it starts."""
    if pending := pending_migrations():
        say(f"Migrating the database ({len(pending)} migrations)…")
        call_command("migrate", interactive=False, verbosity=0)
    done = dict(SetupStep.objects.values_list("name", "fingerprint"))
    for step in steps:
        fingerprint = step.fingerprint()
        if (step.demo and not settings.IOC_DEMO) or done.get(step.name) == fingerprint:
            continue
        say(f"{step.name}…")
        call_command(step.command, *step.args, verbosity=0, stdout=io.StringIO())
        SetupStep.objects.update_or_create(name=step.name, defaults={"fingerprint": fingerprint})
