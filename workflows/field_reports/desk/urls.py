"""The addresses of the desk below ``/quan-tri/``; fixed words come before references."""

from django.urls import path

from workflows.field_reports.desk import case_views, oversight_views, photo_views, views

urlpatterns = [
    path("phan-anh/", views.desk_index, name="report_desk"),
    path("phan-anh/hang-loat/", views.bulk, name="report_desk_bulk"),
    path("phan-anh/hang-loat/<int:pk>/", views.bulk_job, name="report_desk_bulk_job"),
    path("phan-anh/khoi-luong/", oversight_views.load, name="report_desk_load"),
    path("nhat-ky-du-lieu-ca-nhan/", oversight_views.access_log, name="personal_data_log"),
    path("phan-anh/<slug:reference>/", case_views.show, name="report_desk_case"),
    path("phan-anh/<slug:reference>/buoc/<slug:code>/", case_views.act, name="report_desk_act"),
    path("phan-anh/<slug:reference>/ban-cong-khai/", case_views.edit, name="report_desk_edit"),
    path("phan-anh/<slug:reference>/lien-he/", case_views.open_contact, name="report_desk_contact"),
    path("phan-anh/<slug:reference>/dang-xem/", case_views.presence, name="report_desk_presence"),
    path("phan-anh/<slug:reference>/<int:pk>/che-mo/", photo_views.prepare, name="report_desk_prepare_photo"),
    path("phan-anh/<slug:reference>/<int:pk>/<slug:variant>/", case_views.photo_file, name="report_desk_photo"),
]
