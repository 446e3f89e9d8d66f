"""Addresses of this room that others rely on (a contract, see docs/architecture.md)."""

from django.urls import path

from subsystems.indicators import api

urlpatterns = [
    path("api/v1/deliveries", api.post_delivery, name="api_deliveries"),
    path("api/v1/deliveries/<slug:reference>", api.get_delivery, name="api_delivery"),
]
