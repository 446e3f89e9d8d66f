from django.apps import AppConfig


class HoldingConfig(AppConfig):
    """While a file ``hold`` lies in the folder of variable data, the first half of each report file is written and no
    more; ``held`` says that a worker got there."""

    name = "tests.reports.holding"
    label = "holding"

    def ready(self) -> None:
        import os
        import time
        from pathlib import Path

        from django.conf import settings

        from reports import files

        folder = Path(settings.VAR_DIR)

        class Held(type(Path())):
            def replace(self, target: Path) -> Path:
                if (folder / "hold").exists():
                    os.truncate(self, self.stat().st_size // 2)
                    (folder / "held").touch()
                    while (folder / "hold").exists():
                        time.sleep(0.05)
                return Path(self).replace(target)

        files.Path = Held
