from tests.home.regulation.conftest import regulation

__all__ = ["regulation"]
