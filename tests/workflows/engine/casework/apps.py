from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "tests.workflows.engine.casework"
    label = "casework"

    def ready(self) -> None:
        from tests.workflows.engine.casework.workflow import REPAIR
        from workflows.engine import registry

        registry.register(REPAIR)
