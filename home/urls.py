"""Addresses of the frame itself; pages are served by Wagtail."""

from django.urls import path

from home import api_page, language, robots

urlpatterns = [
    path("ngon-ngu/", language.set_language, name="language"),
    path("du-lieu/api/", api_page.api_page, name="api_page"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
]
