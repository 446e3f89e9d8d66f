"""Addresses of the frame itself; pages are served by Wagtail."""

from django.urls import path

from home import language, robots

urlpatterns = [
    path("ngon-ngu/", language.set_language, name="language"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
]
