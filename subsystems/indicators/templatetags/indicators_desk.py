"""Filters of the delivery screens."""

from django import template

from ioc_site.common.vietnamese import number
from subsystems.indicators.intake.refusals import text_of
from subsystems.indicators.models import DeliveryRow

register = template.Library()


@register.filter
def finding(row: DeliveryRow) -> str:
    """What is wrong with a row, as a sentence."""
    return text_of(row.code, row.params)


@register.filter
def plain_number(value: float) -> str:
    """A figure with as many decimals as it has: ``1.234,5``."""
    return number(value)
