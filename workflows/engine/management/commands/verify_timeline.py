"""Prove the timeline of every case: ``manage.py verify_timeline [--workflow CODE]``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows.engine import registry
from workflows.engine.verifying import Proof


class Command(BaseCommand):
    help = "Proves that no event of any case was changed, removed or added; names the row where one was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workflow", choices=[workflow.code for workflow in registry.workflows()])

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for workflow in registry.workflows():
            if options["workflow"] in (None, workflow.code):
                proof = Proof()
                for finding in proof.findings(workflow):
                    wrong += 1
                    self.stderr.write(self.style.ERROR(str(finding)))
                self.stdout.write(f"{workflow.code}: {proof.events} events of {proof.cases} cases read")
        if wrong:
            raise CommandError(f"{wrong} things are wrong with the timeline")
        self.stdout.write(self.style.SUCCESS("The timeline is whole."))
