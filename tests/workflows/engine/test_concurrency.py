"""Several processes on one database file: each step is made once, the others learn who was quicker, the chain holds."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.workflows.engine.factories import make_user, open_repair

ROOT = Path(__file__).resolve().parents[3]
PROCESSES = 4
ONE_OF_MANY = """
import sys, json, django
django.setup()
from subsystems.agencies.models import User
from tests.workflows.engine.casework.models import Repair
from workflows.engine.errors import Conflict
from workflows.engine.services import fire
who, *keys = map(int, sys.argv[1:])
user = User.objects.get(pk=who)
won = lost = 0
for key in keys:
    repair = Repair.objects.get(pk=key)
    try:
        fire(repair, "assign", user, {"handler": user}, expected_version=1)
        won += 1
    except Conflict as conflict:
        assert conflict.event.transition == "assign"
        lost += 1
print(json.dumps({"won": won, "lost": lost}))
"""
VERIFY = """
import django
django.setup()
from workflows.engine import registry
from workflows.engine.verifying import Proof
proof = Proof()
assert list(proof.findings(registry.workflow("repair"))) == []
print(proof.events)
"""


def _database(folder):
    """The address of a database that other processes may open, with what the test has written so far."""
    if connection.vendor == "postgresql":
        known = connection.settings_dict
        return f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    copy = sqlite3.connect(folder / "copy.sqlite3")
    connection.ensure_connection()
    connection.connection.backup(copy)
    copy.close()
    return f"sqlite:///{folder / 'copy.sqlite3'}"


def _python(code, database, folder, *arguments):
    environment = os.environ | {
        "DATABASE_URL": database,
        "IOC_VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "ioc_site.settings.test",
        "CELERY_TASK_ALWAYS_EAGER": "False",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.django_db(transaction=True)
def test_many_processes_on_the_same_cases(tmp_path):
    people = [make_user() for _ in range(PROCESSES)]
    repairs = [open_repair() for _ in range(15)]
    database = _database(tmp_path)
    keys = [repair.pk for repair in repairs]
    running = [_python(ONE_OF_MANY, database, tmp_path, person.pk, *keys) for person in people]
    counts = [json.loads(process.communicate()[0].splitlines()[-1]) for process in running]
    assert sum(count["won"] for count in counts) == len(repairs)
    assert sum(count["lost"] for count in counts) == len(repairs) * (PROCESSES - 1)
    out, _error = _python(VERIFY, database, tmp_path).communicate()
    assert int(out.splitlines()[-1]) == len(repairs) * 2
