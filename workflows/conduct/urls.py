"""Public addresses of the conduct room."""

from django.urls import path

from workflows.conduct import views

urlpatterns = [path("khen-thuong/", views.commendations, name="commendation_list")]
