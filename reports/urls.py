"""Addresses of reports (a contract, see docs/architecture.md)."""

from django.urls import path

from reports.views import leaders, verification

urlpatterns = [
    path("bao-cao/", leaders.report_index, name="report_index"),
    path("bao-cao/yeu-cau/", leaders.report_ask, name="report_ask"),
    path("bao-cao/xac-thuc/", verification.verify, name="report_verify"),
    path("bao-cao/xac-thuc/<str:code>/", verification.verify_code_page, name="report_verify_code"),
    path("bao-cao/<slug:reference>/", leaders.report_document, name="report_document"),
    path("bao-cao/<slug:reference>/tien-do.json", leaders.report_progress, name="report_progress"),
    path("bao-cao/<slug:reference>/tep/<slug:which>/", leaders.report_file, name="report_file"),
]
