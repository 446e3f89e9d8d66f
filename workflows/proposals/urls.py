"""Public addresses of the proposals room."""

from django.urls import path

from workflows.proposals import views

urlpatterns = [path("tinh-trang/", views.status, name="status_page")]
