"""A real worker that is killed outright while it polls: nothing is lost or doubled, and others get their turn."""

import time

import pytest
from django.db.models import Sum

from ioc_site.common.jobs.enums import JobState
from ioc_site.common.jobs.models import Job
from subsystems.monitoring.models import Check, Mention, Story
from subsystems.monitoring.services.visiting import VISIT
from tests.ioc_site.common.jobs.conftest import ALL_BROKERS, migrated_postgresql, migrated_sqlite, portal  # noqa: F401
from tests.ioc_site.common.jobs.portal import Portal
from tests.subsystems.monitoring.factories import SourceFactory
from tests.subsystems.monitoring.web import ALLOWED, Page, rss

ENTRIES = 150
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("portal", ALL_BROKERS, indirect=True),
]


@pytest.fixture(autouse=True)
def _reachable(monkeypatch):
    """The workers may fetch from the server of the test."""
    monkeypatch.setenv("FETCH_ALLOWED_NETWORKS", ",".join(ALLOWED))


def feed(name: str) -> str:
    items = [
        {"title": f"Tin {name} số {n}", "link": f"https://{name}.example/{n}", "description": f"Nội dung {n} " * 20}
        for n in range(ENTRIES)
    ]
    return rss(*items)


@pytest.mark.parametrize("seconds", [0.0, 1.0])
def test_a_worker_killed_in_mid_poll_loses_and_doubles_nothing(portal: Portal, web, seconds):  # noqa: F811
    """Killed while the answer still drips in, and about a second later, in the middle of the writing."""

    def slow_once(_handler) -> Page:
        body = feed("cham").encode()
        return Page(body, drip=len(body) // 2) if web.asked["/cham"] == 1 else Page(body)

    web.pages["/cham"] = slow_once
    sources = [SourceFactory(url=f"{web.root}/cham"), SourceFactory(url=web.put("/khac", feed("khac")))]
    worker = portal.start_worker()
    for source in sources:
        portal.enqueue(VISIT, {"source": source.pk})
    portal.until(lambda: web.asked["/cham"], "asked for the slow feed")
    time.sleep(2 * seconds)  # the answer takes two seconds
    portal.kill(worker)
    portal.start_worker()
    portal.until(lambda: not Job.objects.exclude(state=JobState.DONE).exists(), "all visits done")
    assert Mention.objects.count() == 2 * ENTRIES
    assert Mention.objects.values("url").distinct().count() == 2 * ENTRIES
    assert Mention.objects.filter(story=None).count() == 0
    assert Story.objects.aggregate(sum=Sum("mention_count"))["sum"] == 2 * ENTRIES
    assert Check.objects.aggregate(sum=Sum("new"))["sum"] == 2 * ENTRIES
    assert {source.checks.count() for source in sources} == {1}
