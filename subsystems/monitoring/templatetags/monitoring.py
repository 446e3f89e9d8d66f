"""Small words of the screens: tone and urgency with their marks, days of a chart."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ioc_site.common.vietnamese import short_date
from subsystems.monitoring.enums import Tone, Urgency
from subsystems.monitoring.queries.figures import Share

register = template.Library()
_TONES = {Tone.NEGATIVE: "bad", Tone.NEUTRAL: "plain", Tone.POSITIVE: "good"}
_URGENCIES = {Urgency.HIGH: "bad", Urgency.MEDIUM: "warn", Urgency.LOW: "plain"}


@register.simple_tag
def tone_label(tone: str) -> str:
    """The tone in words."""
    return str(Tone(tone).label) if tone in Tone.values else ""


@register.simple_tag
def urgency_label(urgency: int) -> str:
    """The urgency in words."""
    return str(Urgency(urgency).label) if urgency in Urgency.values else ""


@register.simple_tag
def tone_tag(tone: str) -> SafeString:
    """The tone with its mark."""
    return format_html('<span class="mon-tag mon-tag--{}">{}</span>', _TONES.get(Tone(tone), "plain"), tone_label(tone))


@register.simple_tag
def urgency_tag(urgency: int) -> SafeString:
    """The urgency with its mark; the ordinary one needs none."""
    if urgency not in Urgency.values or urgency == Urgency.LOW:
        return SafeString()
    mark = _URGENCIES[Urgency(urgency)]
    return format_html('<span class="mon-tag mon-tag--{}">{}</span>', mark, urgency_label(urgency))


@register.simple_tag
def days_of(shares: Iterable[Share]) -> list[Any]:
    """Counts by day with the days as people write them."""
    return [replace(share, label=short_date(share.label)) for share in shares]
