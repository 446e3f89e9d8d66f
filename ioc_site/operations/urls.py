from django.urls import path

from ioc_site.operations.health import healthz, readyz
from ioc_site.operations.metrics import metrics

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
