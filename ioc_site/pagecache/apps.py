from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PageCacheConfig(AppConfig):
    name = "ioc_site.pagecache"
    label = "pagecache"
    verbose_name = _("Cache of public pages")

    def ready(self) -> None:
        from ioc_site.pagecache.signals import connect_all

        connect_all()
