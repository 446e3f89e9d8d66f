"""The screens of online information through the HTTP client: who sees what, and with how many queries."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ioc_site.common.permissions import ALLOWED
from subsystems.agencies.enums import Role
from subsystems.monitoring.enums import SourceKind
from subsystems.monitoring.models import Matter, Mention, Rule, Source
from subsystems.monitoring.outputs import Made, Output, register_output
from subsystems.monitoring.services import keeping
from subsystems.monitoring.services.matters import matters_of
from tests.subsystems.agencies.factories import AgencyFactory, AreaFactory, member
from tests.subsystems.monitoring import factories as make
from tests.workflows.field_reports.test_screens import jpeg
from workflows.engine.services import fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    user = make.moderator()
    client.force_login(user)
    return user


def text_of(response) -> str:
    return response.content.decode()


def test_the_desk_shows_new_matters_most_urgent_first(client, moderator):
    make.phrase("mất tích", urgency=3)
    make.matter("Tin thường")
    make.matter("Một người mất tích")
    page = text_of(client.get(reverse("monitoring_desk")))
    assert page.index("Một người mất tích") < page.index("Tin thường")


def test_a_script_in_a_title_is_text_everywhere(client, moderator):
    make.rule("alert")
    matter = make.matter("<script>alert(1)</script>", "<img src=x onerror=alert(1)>")
    mention = matter.story.mentions.get()
    urls = [reverse("monitoring_desk"), reverse("monitoring_matter", args=[matter.reference])]
    for url in [*urls, reverse("monitoring_mentions"), reverse("monitoring_mention", args=[mention.pk])]:
        page = text_of(client.get(url))
        assert "alert" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_mention_shows_why_it_is_there(client, moderator):
    rule = make.rule("sạt lở")
    mention = make.mention("Bờ biển sạt lở nặng")
    page = text_of(client.get(reverse("monitoring_mention", args=[mention.pk])))
    assert "Bờ biển <mark>sạt lở</mark> nặng" in page
    assert rule.name in page


def test_steps_are_taken_on_the_screen_and_wrong_answers_lose_nothing(client, moderator):
    matter = make.relevant(moderator)
    url = reverse("monitoring_matter_act", args=[matter.reference, "declare_misinformation"])
    page = client.get(reverse("monitoring_matter", args=[matter.reference]))
    form = next(form for step, form in page.context["forms"] if step.code == "declare_misinformation")
    hidden = {f.html_name: f.value() for f in form.hidden_fields() if f.value() is not None}
    data = {**hidden, "declare_misinformation-evidence": "Số đúng là 3.", "declare_misinformation-evidence_url": "x"}
    wrong = client.post(url, data)
    assert wrong.status_code == 422
    assert "Số đúng là 3." in text_of(wrong)
    data["declare_misinformation-evidence_url"] = "https://a.example/"
    client.post(url, data)
    matter.refresh_from_db()
    assert matter.state == "misinformation"


def test_an_agency_sees_only_what_was_given_to_it(client):
    agency = AgencyFactory()
    mine, other = make.assigned(agency, title="Của tôi"), make.assigned(title="Của người khác")
    client.force_login(member(Role.OFFICER, agency))
    page = text_of(client.get(reverse("monitoring_desk")))
    assert "Của tôi" in page
    assert "Của người khác" not in page
    assert client.get(reverse("monitoring_matter", args=[mine.reference])).status_code == 200
    assert client.get(reverse("monitoring_matter", args=[other.reference])).status_code == 404
    for name in ("mentions", "figures", "alerts", "sources"):
        assert client.get(reverse(f"monitoring_{name}")).status_code in (302, 403)


FILTERS = {
    "q=bão": {"bão", "báo"},  # marks do not count, as in every search of the portal
    "q=BAO": {"bão", "báo"},
    "q=%22bão+lớn%22": {"bão"},
    "q=khong+co": set(),
    "sac-thai=negative": {"bão"},
    "khan=3": {"bão"},
    "loai=social": {"báo"},
    "dia-ban={area}": {"bão"},
    "chu-de={topic}": {"bão"},
    "nguon={source}": {"báo"},
    "q=bao&loai=social": {"báo"},
    "chu-de={topic}&loai=social": set(),
    "tu={today}": {"bão", "báo"},
    "den={yesterday}": set(),
    "sac-thai=%27%20OR%201": {"bão", "báo"},
    "q=%22": {"bão", "báo"},
    "q=NOT+AND+%28": set(),
    "sau=abc": {"bão", "báo"},
    "tu=2026-99-99": {"bão", "báo"},
}


@pytest.mark.parametrize("query", FILTERS)
def test_mentions_are_found_by_words_and_filters(client, moderator, query):
    area = AreaFactory(name="Hòn Thơm")
    make.phrase("bão", tone="negative", urgency=3)
    topic = make.rule("bão", with_accents=True).topic
    social = make.SourceFactory(kind=SourceKind.SOCIAL)
    now = timezone.now()
    make.mention("Có bão lớn ở xã Hòn Thơm", published_at=now)
    make.mention("Tờ báo mới", source=social, published_at=now)
    today = timezone.localdate()
    filled = query.format(
        area=area.pk, topic=topic.pk, source=social.pk, today=today, yesterday=today - timedelta(days=1)
    )
    response = client.get(reverse("monitoring_mentions") + f"?{filled}")
    titles = {mention.title for mention in response.context["screen"].page.rows}
    assert {word for word in ("bão", "báo") if any(word in title for title in titles)} == FILTERS[query]


def test_pages_of_mentions_lead_forth_and_back(client, moderator):
    source = make.SourceFactory()
    now = timezone.now()
    for number in range(60):
        make.mention(f"Tin {number}", source=source, published_at=now - timedelta(minutes=number))
    url, seen = reverse("monitoring_mentions") + "?loai=press", []
    while True:
        page = client.get(url).context["screen"].page
        seen += [mention.title for mention in page.rows]
        if not page.older_url:
            break
        url = reverse("monitoring_mentions") + page.older_url
    assert seen == [f"Tin {number}" for number in range(60)]
    back = client.get(reverse("monitoring_mentions") + page.newer_url).context["screen"].page
    assert [mention.title for mention in back.rows] == seen[25:50]


@pytest.mark.parametrize("name", ["monitoring_desk", "monitoring_mentions", "monitoring_figures", "monitoring_sources"])
def test_more_rows_cost_no_more_queries(client, moderator, django_assert_max_num_queries, name):
    make.rule("sạt lở")

    def queries(count: int) -> int:
        make.rule(f"chủ đề nữa {count}")
        for number in range(count):
            make.mention(f"Sạt lở số {number} lúc {timezone.now()}")
        cache.clear()
        with django_assert_max_num_queries(45) as counted:
            client.get(reverse(name))
        return len(counted.captured_queries)

    queries(3)
    assert queries(8) <= queries(1)


def test_what_a_person_saw_is_on_the_desk_with_the_picture(client):
    person = member(Role.OFFICER)
    client.force_login(person)
    data = {
        "url": "https://mxh.example/p/1?fbclid=x",
        "kind": "social",
        "title": "Rác bên đường",
        "quote": "Ai cũng thấy",
        "author": "Người Viết",
        "screenshot": jpeg(),
    }
    client.post(reverse("monitoring_add"), data)
    mention = Mention.objects.get()
    assert (mention.url, mention.added_by, mention.author) == ("https://mxh.example/p/1", person, "")
    assert mention.screenshot
    assert Matter.objects.get().state == "new"
    client.post(reverse("monitoring_add"), {**data, "screenshot": ""})
    assert Mention.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("url", "javascript:alert(1)"), ("title", ""), ("kind", "x"), ("published_at", "2099-01-01T00:00")],
)
def test_a_wrong_entry_is_answered_at_its_field(client, moderator, field, value):
    data = {"url": "https://a.example/", "kind": "social", "title": "Tin", "quote": "Giữ lại", field: value}
    response = client.post(reverse("monitoring_add"), data)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Giữ lại" in text_of(response)


def test_a_file_that_is_no_picture_is_refused(client, moderator):
    data = {"url": "https://a.example/", "kind": "social", "title": "Tin"}
    response = client.post(reverse("monitoring_add"), {**data, "screenshot": SimpleUploadedFile("a.jpg", b"<svg/>")})
    assert "screenshot" in response.context["form"].errors
    assert not Mention.objects.exists()


def test_the_bookmarklet_fills_the_form(client, moderator):
    page = text_of(
        client.get(reverse("monitoring_add") + "?url=https://a.example/x&title=Ti%E1%BB%81n&quote=L%E1%BB%9Di")
    )
    assert "https://a.example/x" in page
    assert "Lời" in page
    assert "javascript:" in text_of(client.get(reverse("monitoring_bookmarklet")))


def test_a_rule_is_tried_on_the_last_days_without_saving_anything(client, moderator):
    make.mention("Lũ lớn ở Tánh Linh", "Nước dâng nhanh")
    make.mention("Bóng đá")
    rule = make.rule("không có gì")
    url = reverse("monitoring_trial", args=[rule.pk])
    assert client.get(url).context["trial"].found == []
    trial = client.get(url, {"any_of": "lũ lớn\nnước", "none_of": "", "near_words": "10"}).context["trial"]
    assert [mention.title for mention, _hits in trial.found] == ["Lũ lớn ở Tánh Linh"]
    assert Rule.objects.get().any_of == "không có gì"


def test_a_rule_can_be_applied_to_what_is_there(client, moderator, django_capture_on_commit_callbacks):
    mention = make.mention("Lũ lớn ở Tánh Linh")
    rule = make.rule("lũ lớn")
    assert not mention.matches.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("monitoring_trial_apply", args=[rule.pk]))
    mention.refresh_from_db()
    assert mention.matches.get().topic == rule.topic
    assert f"t_{rule.topic_id}" in mention.facets
    assert Matter.objects.get().story == mention.story


def test_a_table_is_brought_in_whole_or_not_at_all(client, moderator):
    source = make.SourceFactory()
    url = reverse("monitoring_source_table", args=[source.pk])

    def send(text: str):
        return client.post(url, {"file": SimpleUploadedFile("a.csv", text.encode())})

    wrong = send("url,title\nhttps://a.example/1,Một\nkhong phai,Hai\n")
    assert wrong.status_code == 422
    assert "3" in str(wrong.context["form"].errors["file"])
    assert not Mention.objects.exists()
    send("url,title\nhttps://a.example/1,Một\nhttps://a.example/2,Hai\n")
    assert Mention.objects.count() == 2


def test_a_changed_address_is_read_at_once(moderator):
    make.SourceFactory()
    Source.objects.update(etag='"1"', next_visit_at=timezone.now() + timedelta(days=1))
    source: Source = Source.objects.get()
    source.url = "https://moi.example/rss"
    keeping.save_source(source)
    source.refresh_from_db()
    assert source.etag == ""
    assert source.next_visit_at <= timezone.now()


def test_an_answer_becomes_something_in_another_room_with_links_both_ways(client):
    agency = AgencyFactory()
    officer = member(Role.OFFICER, agency)
    matter = make.assigned(agency)
    client.force_login(officer)
    page = client.get(reverse("monitoring_matter", args=[matter.reference]))
    assert page.context["screen"].outputs == []  # nothing to tell yet
    fire(matter, "answer", officer, {"answer": "Đã xong."})

    register_output(
        Output("thu", "Thử", lambda u, m: ALLOWED, lambda m, u: Made("9", m.answer), lambda key: f"/x/{key}/")
    )
    client.post(reverse("monitoring_matter_make", args=[matter.reference, "thu"]))
    page = client.get(reverse("monitoring_matter", args=[matter.reference]))
    assert [(link.title, url) for link, url in page.context["links"]] == [("Đã xong.", "/x/9/")]
    assert matters_of("thu", 9) == [matter]
