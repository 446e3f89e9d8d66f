"""Public addresses of field reports (a contract, see docs/architecture.md)."""

from django.urls import include, path

from workflows.field_reports import form_views, track_views, views
from workflows.field_reports.public import following_views
from workflows.field_reports.public import views as public
from workflows.field_reports.statistics.views import figures_file

urlpatterns = [
    path("phan-anh/", public.report_list, name="report_list"),
    path("phan-anh/gui/", form_views.report_form, name="report_form"),
    path("phan-anh/gui/vi-tri/", form_views.report_position, name="report_position"),
    path("phan-anh/gui.js", form_views.report_worker, name="report_worker"),
    path("phan-anh/ban-do.geojson", public.report_map, name="report_map"),
    path("phan-anh/nhan-tin/", following_views.subscribe, name="report_subscribe"),
    path("phan-anh/nhan-tin/<str:token>/", following_views.mail_link, name="report_mail_link"),
    path("phan-anh/so-lieu.csv", figures_file, name="report_figures"),
    path("phan-anh/rss/", public.ReportFeed(), name="report_feed"),
    path("phan-anh/theo-doi/<str:token>/", track_views.report_track, name="report_track"),
    path("phan-anh/theo-doi/<str:token>/du-lieu/", track_views.report_own_data, name="report_own_data"),
    path("phan-anh/theo-doi/<str:token>/yeu-cau/", track_views.report_data_request, name="report_data_request"),
    path("phan-anh/theo-doi/<str:token>/xoa-lien-he/", track_views.report_erase, name="report_erase"),
    path("phan-anh/theo-doi/<str:token>/buoc/<slug:code>/", track_views.report_act, name="report_act"),
    path(
        "phan-anh/theo-doi/<str:token>/<int:pk>/<slug:variant>/", track_views.private_photo, name="report_private_photo"
    ),
    path("phan-anh/<slug:reference>/theo-doi/", following_views.follow, name="report_follow"),
    path("phan-anh/<slug:reference>/", public.report_page, name="report_page"),
    path("phan-anh/<slug:reference>/<int:pk>/<slug:variant>/", views.report_photo, name="report_photo"),
    path("open311/v2/", include("workflows.field_reports.open311.urls")),
]
