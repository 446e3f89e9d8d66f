"""Draw every workflow into a folder: ``manage.py draw_workflows docs/workflows/``."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from workflows.engine import registry
from workflows.engine.diagrams import draw


class Command(BaseCommand):
    help = "Writes the state diagram of every workflow as CODE.svg into a folder, in Vietnamese."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        with translation.override("vi"):
            for workflow in registry.workflows():
                path = folder / f"{workflow.code}.svg"
                path.write_text(draw(workflow), encoding="utf-8")
                self.stdout.write(str(path))
