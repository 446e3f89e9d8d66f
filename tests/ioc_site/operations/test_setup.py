"""Setting the portal up: everything once, then only what changed."""

from pathlib import Path
from typing import Any

import pytest

from ioc_site.operations.setup import STEPS, Step, run_setup

STEP = Step("check", ("common",), reads=("data/*.yaml",))
DEMO_STEP = Step("check", ("agencies",), reads=("data/*.yaml",), demo=True)


@pytest.fixture
def base(tmp_path: Path, settings: Any) -> Path:
    settings.BASE_DIR = tmp_path
    settings.IOC_DEMO = True
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.yaml").write_text("a: 1")
    return tmp_path


def said(*steps: Step) -> list[str]:
    lines: list[str] = []
    run_setup(lines.append, steps)
    return lines


@pytest.mark.django_db
def test_a_step_runs_again_only_when_what_it_reads_changed(base: Path) -> None:
    assert said(STEP, DEMO_STEP) == ["check common…", "check agencies…"]
    assert said(STEP, DEMO_STEP) == []
    (base / "data" / "a.yaml").write_text("a: 2")
    assert said(STEP) == ["check common…"]
    (base / "data" / "b.yaml").write_text("b: 1")
    assert said(STEP) == ["check common…"]


@pytest.mark.django_db
def test_a_step_that_failed_is_due_again(base: Path) -> None:
    broken = Step("load_agencies", ("data/nothing.yaml",))
    for _ in range(2):
        with pytest.raises(Exception, match=r"nothing\.yaml"):
            said(broken)


@pytest.mark.django_db
def test_demonstration_data_only_where_it_is_wanted(base: Path, settings: Any) -> None:
    settings.IOC_DEMO = False
    assert said(DEMO_STEP) == []
    settings.IOC_DEMO = True
    assert said(DEMO_STEP) == ["check agencies…"]
    settings.IOC_DEMO_PASSWORD = "another one"
    assert said(DEMO_STEP) == ["check agencies…"]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_each_step_names_files_that_exist(step: Step, settings: Any) -> None:
    for pattern in step.reads:
        assert list(Path(settings.BASE_DIR).glob(pattern)), pattern


@pytest.mark.django_db
def test_the_whole_portal_from_nothing(settings: Any) -> None:
    settings.IOC_DEMO = True
    settings.IOC_DEMO_PASSWORD = "một-mật-khẩu-dài-2026"
    assert said(*STEPS) == [f"{step.name}…" for step in STEPS]
    assert said(*STEPS) == []
