"""Addresses that answer before the second step; the others are registered with the admin (wagtail_hooks)."""

from django.urls import path

from ioc_site.signin import views

urlpatterns = [
    path("xac-thuc/", views.challenge, name="signin_challenge"),
    path("xac-thuc/thiet-lap/", views.enrol, name="signin_enrol"),
]
