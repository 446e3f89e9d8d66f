"""Searching reference lists without minding accents."""

from typing import Any

from django.db.models import QuerySet
from wagtail_modeladmin.helpers import DjangoORMSearchHandler

from ioc_site.common.folding import fold


class FoldedSearchHandler(DjangoORMSearchHandler):
    """modeladmin's search over folded columns: the words are folded the same way (``duc linh`` finds Đức Linh)."""

    def search_queryset(self, queryset: QuerySet, search_term: str, **kwargs: Any) -> QuerySet:
        return super().search_queryset(queryset, fold(search_term), **kwargs)
