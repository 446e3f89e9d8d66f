"""Addresses of the frame itself; pages are served by Wagtail."""

from django.urls import path

from home import language

urlpatterns = [
    path("ngon-ngu/", language.set_language, name="language"),
]
