"""Duties stand below the page of their regulation; agencies have addresses of their own. Both are contracts."""

from django.urls import path

from home.duties import views

urlpatterns = [
    path("quy-che/<slug:document>/nhiem-vu/", views.duties, name="duties"),
    path("co-quan/", views.agency_list, name="agency_list"),
    path("co-quan/<slug:slug>/", views.agency, name="agency"),
]
