"""Sources read over HTTP from a server of our own: news, nothing new, trouble, politeness."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ioc_site.common.jobs.models import Job
from ioc_site.common.jobs.services import run_job
from subsystems.monitoring.enums import CheckOutcome, Method
from subsystems.monitoring.models import Host, Mention, Source
from subsystems.monitoring.services import visiting
from subsystems.monitoring.services.articles import complete
from subsystems.monitoring.services.visiting import VISIT, send_visits, visit
from tests.subsystems.monitoring.factories import SourceFactory
from tests.subsystems.monitoring.web import Page, rss

pytestmark = pytest.mark.django_db

ITEM = {
    "title": "Mưa lớn tại Phan Thiết",
    "link": "https://bao.example/mua-lon?utm_source=rss",
    "description": "Nhiều tuyến đường ngập sâu.",
    "pubDate": "Mon, 23 Nov 2026 07:00:00 +0700",
}


def test_a_feed_is_read_once_and_its_news_stored_as_text(web):
    source = SourceFactory(url=web.put("/rss", rss(ITEM)))
    first, second = visit(source), visit(Source.objects.get())
    assert (first.outcome, first.found, first.new) == (CheckOutcome.NEWS, 1, 1)
    assert second.outcome == CheckOutcome.UNCHANGED
    mention = Mention.objects.get()
    assert mention.url == "https://bao.example/mua-lon"
    assert (mention.title, mention.text) == ("Mưa lớn tại Phan Thiết", "Nhiều tuyến đường ngập sâu.")
    assert timezone.localtime(mention.published_at).isoformat() == "2026-11-23T07:00:00+07:00"
    assert mention.story.mention_count == 1


def test_an_unchanged_answer_is_not_parsed(web, monkeypatch):
    source = SourceFactory(url=web.put("/rss", rss(ITEM), headers={"ETag": '"1"'}))
    visit(source)
    monkeypatch.setattr(
        "subsystems.monitoring.fetching.reading.read_feed", lambda *_: pytest.fail("parsed what had not changed")
    )
    assert visit(Source.objects.get()).status == 304
    # A server without validators sends the same bytes again: those are not parsed either.
    web.put("/rss", rss(ITEM))
    check = visit(Source.objects.get())
    assert (check.status, check.outcome) == (200, CheckOutcome.UNCHANGED)


def test_what_the_rules_for_robots_forbid_is_not_asked_for(web):
    web.put("/robots.txt", "User-agent: *\nDisallow: /rss\n")
    source = SourceFactory(url=web.put("/rss", rss(ITEM)))
    check = visit(source)
    assert check.outcome == CheckOutcome.FORBIDDEN
    assert web.asked["/rss"] == 0
    assert Source.objects.get().errors == 1


def test_rules_for_robots_that_cannot_be_read_forbid_everything_for_now(web):
    web.put("/robots.txt", status=500)
    source = SourceFactory(url=web.put("/rss", rss(ITEM)))
    assert visit(source).outcome == CheckOutcome.ERROR
    assert web.asked["/rss"] == 0
    web.put("/robots.txt", status=404)
    assert visit(Source.objects.get()).outcome == CheckOutcome.NEWS


def test_requests_to_one_host_keep_their_distance_and_other_hosts_do_not_wait(web, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    for number in range(3):
        SourceFactory(url=f"{web.root}/{number}", delay_seconds=10)
    SourceFactory(url="https://khac.example/rss", delay_seconds=10)
    now = timezone.now()
    assert send_visits(now) == 4
    due = {job.arguments["source"]: job.scheduled_for - now for job in Job.objects.filter(kind=VISIT)}
    assert sorted(due.values()) == [timedelta(0), timedelta(0), timedelta(seconds=10), timedelta(seconds=20)]
    assert send_visits(now) == 0


def test_the_sites_own_delay_counts_when_it_is_longer(web, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    web.put("/robots.txt", "User-agent: *\nCrawl-delay: 30\n")
    source = SourceFactory(url=web.put("/rss", rss(ITEM)), delay_seconds=1)
    visit(source)
    SourceFactory(url=f"{web.root}/khac", delay_seconds=1)
    Source.objects.update(next_visit_at=timezone.now())
    Host.objects.update(free_at=timezone.now())
    now = timezone.now()
    send_visits(now)
    slots = sorted(Job.objects.filter(kind=VISIT).values_list("scheduled_for", flat=True))
    assert slots[1] - slots[0] == timedelta(seconds=30)


def test_each_failure_in_a_row_doubles_the_wait(web):
    source = SourceFactory(url=web.put("/rss", status=404), every_minutes=30)
    waits = []
    for _ in range(3):
        check = visit(Source.objects.get())
        waits.append(Source.objects.get().next_visit_at - check.at)
    assert waits == [timedelta(minutes=60), timedelta(minutes=120), timedelta(minutes=240)]
    web.put("/rss", rss(ITEM))
    visit(Source.objects.get())
    assert Source.objects.get().errors == 0
    assert source.checks.count() == 4


def test_a_server_that_asks_for_patience_gets_it(web):
    SourceFactory(url=web.put("/rss", status=503, headers={"Retry-After": "36000"}), every_minutes=5)
    check = visit(Source.objects.get())
    assert Source.objects.get().next_visit_at - check.at == timedelta(hours=10)


def test_private_addresses_are_refused():
    source = SourceFactory(url="http://127.0.0.1:9/rss")
    check = visit(source)
    assert check.outcome == CheckOutcome.ERROR
    assert "nội bộ" in check.message or "private" in check.message


def test_a_redirect_into_a_private_network_is_refused(web, settings):
    settings.FETCH_ALLOWED_NETWORKS = ["127.0.0.1/32"]
    source = SourceFactory(url=web.put("/rss", status=302, headers={"Location": "http://10.0.0.1/rss"}))
    assert visit(source).outcome == CheckOutcome.ERROR


def test_a_sitemap_a_list_of_links_and_a_csv_file_are_read(web):
    sitemap = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.example/tin/bai-mot.html</loc>'
        "<lastmod>2026-11-20</lastmod></url><url><loc>https://a.example/lien-he</loc></url></urlset>"
    )
    page = '<div class="tin"><a href="/bai-hai">Bài hai</a></div><a href="/khac">Khác</a>'
    table = "Đường dẫn;Tiêu đề;Ngày đăng\nhttps://c.example/ba;Bài ba;20/11/2026 08:30\n"
    below = "https://a.example/tin/"
    SourceFactory(url=web.put("/sitemap.xml", sitemap), method=Method.SITEMAP, only_below=below)
    SourceFactory(url=web.put("/muc", page), method=Method.LISTING, selector=".tin a")
    SourceFactory(url=web.put("/bang.csv", table), method=Method.CSV)
    for source in Source.objects.all():
        assert visit(source).new == 1
    assert set(Mention.objects.values_list("title", flat=True)) == {"bai mot", "Bài hai", "Bài ba"}
    told = timezone.localtime(Mention.objects.get(title="Bài ba").published_at)
    assert f"{told:%H:%M %d/%m/%Y}" == "08:30 20/11/2026"


def test_whole_articles_are_read_by_jobs_of_their_own(web, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    paragraphs = "".join(f"<p>Câu thứ {n} kể về cơn mưa lớn kéo dài ở Phan Thiết trong đêm qua.</p>" for n in range(12))
    article = (
        f"<html><head><title>x</title><script>alert(1)</script></head><body><article>{paragraphs}</article></body>"
    )
    link = web.put("/bai", article, headers={"Content-Type": "text/html; charset=utf-8"})
    source = SourceFactory(url=web.put("/rss", rss({**ITEM, "link": link})), reads_articles=True)
    visit(source)
    mention = Mention.objects.get()
    assert (mention.is_read, mention.story) == (False, None)
    job = Job.objects.get(kind="monitoring.read_article")
    Job.objects.update(scheduled_for=timezone.now())
    run_job(job.pk, in_thread=False)
    mention.refresh_from_db()
    assert mention.is_read
    assert mention.story
    assert "Câu thứ 11" in mention.text
    assert "alert" not in mention.text


def test_a_page_without_an_article_leaves_the_summary(web):
    link = web.put("/bai", status=404)
    visit(SourceFactory(url=web.put("/rss", rss({**ITEM, "link": link})), reads_articles=True))
    mention = Mention.objects.get()
    visiting_text = mention.text
    complete(mention)
    mention.refresh_from_db()
    assert (mention.is_read, mention.text) == (True, visiting_text)


def test_a_worker_that_dies_while_it_writes_loses_and_doubles_nothing(web, monkeypatch):
    source = SourceFactory(url=web.put("/rss", rss(ITEM, {**ITEM, "link": "https://bao.example/hai"})))
    settled = []

    def die(*args):
        settled.append(1)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(visiting, "settle", die)
        with pytest.raises(KeyboardInterrupt):
            visit(source)
    assert settled
    assert Mention.objects.count() == 0
    for _ in range(2):
        visit(Source.objects.get())
    assert Mention.objects.count() == 2


def test_two_visits_at_once_store_an_address_once(web):
    def second_visit(_handler) -> Page:
        web.pages["/rss"] = Page(rss(ITEM).encode())
        return Page(rss(ITEM).encode())

    source = SourceFactory(url=f"{web.root}/rss")
    web.pages["/rss"] = second_visit
    visit(source)
    visit(source)  # with what it knew before the first one
    assert Mention.objects.count() == 1
