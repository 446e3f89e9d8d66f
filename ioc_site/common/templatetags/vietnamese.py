"""Template filters for dates and numbers: ``{% load vietnamese %}``, then ``{{ page.first_published_at|long_date }}``.

On Vietnamese pages they give the official Vietnamese form, on English ones the British form. An empty value gives an
empty text, so that templates need no guard.
"""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language

from ioc_site.common import vietnamese

register = template.Library()


def _in_vietnamese() -> bool:
    return (get_language() or "vi").startswith("vi")


@register.filter
def long_date(value: date | None) -> str:
    """``ngày 23 tháng 5 năm 2024``, in English ``23 May 2024``."""
    if not value:
        return ""
    return vietnamese.long_date(value) if _in_vietnamese() else date_format(vietnamese.local(value), "j F Y")


@register.filter
def short_date(value: date | None) -> str:
    """``23/05/2024`` in both languages."""
    return vietnamese.short_date(value) if value else ""


@register.filter
def date_time(value: datetime | None) -> str:
    """``14:05 ngày 23/05/2024``, in English ``23/05/2024 14:05``."""
    if not value:
        return ""
    return vietnamese.date_time(value) if _in_vietnamese() else date_format(vietnamese.local(value), "d/m/Y H:i")


@register.filter
def relative_time(value: datetime | None) -> str:
    """``5 phút trước``, ``còn 3 ngày``."""
    return vietnamese.relative(value) if value else ""


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """``1.234,5``, in English ``1,234.5``; ``{{ value|number:1 }}`` rounds to one place."""
    return "" if value is None or value == "" else _localised(vietnamese.number(value, decimals))


@register.filter
def percent(value: Any, decimals: int = 1) -> str:
    """``12,5%`` of 12.5, in English ``12.5%``."""
    return "" if value is None or value == "" else _localised(vietnamese.percent(value, decimals))


@register.filter
def file_size(value: int | None) -> str:
    """``1,5 MB`` of a number of bytes."""
    return "" if value is None else _localised(vietnamese.file_size(value))


def _localised(text: str) -> str:
    return text if _in_vietnamese() else text.translate(vietnamese.SWAP_SEPARATORS)
