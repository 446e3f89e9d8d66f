from django.apps import AppConfig


class SampleConfig(AppConfig):
    """An app whose jobs a real worker of the tests runs."""

    name = "tests.ioc_site.common.jobs.sample"
    label = "sample"
