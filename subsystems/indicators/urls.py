"""Public addresses of this room beside the components' pages: the open data."""

from django.urls import path, re_path

from subsystems.indicators.sharing import pages

_CODE = r"(?P<code>[A-Z0-9][A-Z0-9.-]{0,39})"

urlpatterns = [
    path("du-lieu/", pages.datasets, name="datasets"),
    path("du-lieu/catalog.jsonld", pages.catalogue_document, name="catalogue_document"),
    re_path(rf"^du-lieu/{_CODE}/$", pages.one_dataset, name="dataset"),
    re_path(rf"^du-lieu/{_CODE}\.(?P<kind>csv|json|xlsx|sdmx\.json)$", pages.dataset_file, name="dataset_file"),
]
