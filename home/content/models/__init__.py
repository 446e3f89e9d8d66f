"""Guidance, news and notices, and the four eyes that they go live with."""

from home.content.models.editorial import EditorialPage, FourEyesApprovalTask, FourEyesRefused, PublishingRefused
from home.content.models.pages import (
    ContentPage,
    GuidanceIndexPage,
    GuidancePage,
    NewsIndexPage,
    NewsPage,
    NoticePage,
    RelatedPage,
)
from home.content.models.records import DeliveredPage, ReviewReminder

__all__ = [
    "ContentPage",
    "DeliveredPage",
    "EditorialPage",
    "FourEyesApprovalTask",
    "FourEyesRefused",
    "GuidanceIndexPage",
    "GuidancePage",
    "NewsIndexPage",
    "NewsPage",
    "NoticePage",
    "PublishingRefused",
    "RelatedPage",
    "ReviewReminder",
]
