"""Addresses of the Open311 interface; each with ``.json`` or ``.xml``, or without for the Accept header."""

from django.urls import re_path

from workflows.field_reports.open311 import views

_FORM = r"(?:\.(?P<suffix>json|xml))?/?$"

urlpatterns = [
    re_path(rf"^discovery{_FORM}", views.discovery, name="open311_discovery"),
    re_path(rf"^services{_FORM}", views.services, name="open311_services"),
    re_path(rf"^services/(?P<code>[-\w]+){_FORM}", views.service, name="open311_service"),
    re_path(rf"^requests{_FORM}", views.requests, name="open311_requests"),
    re_path(rf"^requests/(?P<reference>[-\w]+){_FORM}", views.request_by_id, name="open311_request"),
    re_path(rf"^tokens/(?P<value>[-\w]+){_FORM}", views.token, name="open311_token"),
    re_path(rf"^servicerequestupdates{_FORM}", views.updates, name="open311_updates"),
    re_path(rf"^.*?{_FORM}", views.unknown, name="open311_unknown"),
]
