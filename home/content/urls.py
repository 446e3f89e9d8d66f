from django.urls import path

from home.content.feeds import GuidanceFeed, NewsFeed

urlpatterns = [
    path("huong-dan/rss/", GuidanceFeed(), name="guidance_feed"),
    path("tin-tuc/rss/", NewsFeed(), name="news_feed"),
]
