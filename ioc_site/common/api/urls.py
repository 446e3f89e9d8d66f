"""The addresses below ``/api/v1/`` (a contract, see docs/architecture.md)."""

from ioc_site.common.api import serving

urlpatterns = serving.urlpatterns()
