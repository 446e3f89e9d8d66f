from tests.home.duties.conftest import duties, regulation  # noqa: F401 - fixtures
