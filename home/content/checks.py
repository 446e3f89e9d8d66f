"""House rules of this room that Django checks at every start."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from wagtail.models import Page

from home.content.models.editorial import EditorialPage


def check_page_types(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every page type inherits ``EditorialPage``: a page type without four eyes would be a way around them."""
    return [
        Error(f"{model._meta.label} does not inherit home.content.models.EditorialPage.", obj=model, id="content.E001")
        for model in apps.get_models()
        if issubclass(model, Page) and model is not Page and not issubclass(model, EditorialPage)
    ]
