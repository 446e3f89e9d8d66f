"""Public addresses of the engine."""

from django.urls import path

from workflows.engine.views import public

app_name = "engine"

urlpatterns = [
    path("thong-bao/huy/<str:token>/", public.unsubscribe, name="unsubscribe"),
]
