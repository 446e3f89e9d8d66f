"""What other rooms show of online information: the component's page, digests, the report, news and field reports."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from home.content.models import NewsPage
from home.services import set_up_site
from home.site_file import read_site_file
from ioc_site.common.figures import figure_of
from ioc_site.common.measures import Period, measures_for
from ioc_site.common.subsystems import Subsystem
from reports.content import Figures
from reports.kinds import Ask, compute, kind_of
from reports.periods import parse_period
from subsystems.agencies.enums import Role
from subsystems.monitoring.digests import DAY, queue_digests
from subsystems.monitoring.registering import IN_CHARGE, USING
from tests.subsystems.agencies.factories import AgencyFactory, member
from tests.subsystems.monitoring import factories as make
from tests.workflows.field_reports.factories import CategoryFactory
from workflows.engine.models import Event, OutgoingMail
from workflows.engine.services import fire
from workflows.engine.telling.mail import send_due
from workflows.field_reports.models import FieldReport

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_figures_of_before():
    cache.clear()


def answered(agency, moderator):
    matter = make.assigned(agency, moderator, title="Nước đục ở xã Một")
    fire(matter, "answer", member(Role.OFFICER, agency), {"answer": "Đã súc rửa đường ống."})
    return matter


def test_the_components_page_shows_counts_and_no_texts(client):
    set_up_site(read_site_file())
    make.rule("nước đục")
    make.mention("Nước đục ở xã Một", "Bà Nguyễn Thị Kín kêu", source=make.SourceFactory(name="Báo Kín Đáo"))
    page = client.get("/phan-he/giam-sat-thong-tin/").content.decode()
    assert "180 ngày" in page
    assert "Chủ đề" in page
    for secret in ("Nước đục", "Kín"):
        assert secret not in page
    assert figure_of(Subsystem.MONITORING).value == "1"


def test_no_source_no_figure():
    assert figure_of(Subsystem.MONITORING) is None


def test_duties_are_measured():
    runs_it = AgencyFactory(leads=[Subsystem.MONITORING.value])
    agency, moderator = AgencyFactory(), make.moderator()
    answered(agency, moderator)
    today = timezone.localdate()
    period = Period(today - timedelta(days=1), today)
    screened = next(m for m in measures_for(IN_CHARGE) if m.code == "monitoring.screened")
    assert screened.compute(runs_it, period).score == 100
    assert screened.compute(agency, period).reason
    on_time = next(m for m in measures_for(USING) if m.code == "monitoring.answered")
    assert on_time.compute(agency, period).score == 100
    assert on_time.compute(runs_it, period).reason


def test_digests_go_to_moderators_and_leaders_once():
    moderator, leader, other = make.moderator(), member(Role.LEADER), member(Role.OFFICER)
    for person in (moderator, leader, other):
        person.email = f"{person.username}@example.vn"
        person.save()
    make.rule("nước đục")
    make.mention("Nước đục ở xã Một", published_at=timezone.now() - timedelta(minutes=1))
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert queue_digests(tomorrow, DAY) == 2
    assert queue_digests(tomorrow, DAY) == 0
    send_due(OutgoingMail.objects.filter(kind="monitoring.digest"))
    assert sorted(message.to[0] for message in mail.outbox) == sorted([moderator.email, leader.email])
    assert "Nước đục ở xã Một" in mail.outbox[0].body
    assert "Chủ đề" in mail.outbox[0].body


def test_the_digest_is_a_report_too():
    make.rule("nước đục")
    answered(AgencyFactory(), make.moderator())
    ask = Ask(period=parse_period(date.today().isoformat()), at=timezone.now())  # noqa: DTZ011
    content = compute(kind_of("online_information"), ask)
    figures = next(block for part in content.parts for block in part.blocks if isinstance(block, Figures)).figures
    values = {figure.code: figure.value for figure in figures}
    assert (values["mentions"], values["answered"], values["in_time"]) == (1, 1, 1)
    assert any("Nước đục" in str(block) for part in content.parts for block in part.blocks)


def test_an_answer_becomes_a_news_draft_that_leads_back(client):
    set_up_site(read_site_file())
    agency, moderator = AgencyFactory(), make.moderator()
    matter = answered(agency, moderator)
    client.force_login(moderator)
    client.post(reverse("monitoring_matter_make", args=[matter.reference, "news"]))
    page = NewsPage.objects.get()
    assert not page.live
    assert "Đã súc rửa đường ống." in str(page.body)
    again = client.post(reverse("monitoring_matter_make", args=[matter.reference, "news"]))
    assert again.status_code in (302, 403)
    assert NewsPage.objects.count() == 1
    administrator = member(Role.AUDITOR)
    administrator.is_superuser = administrator.is_staff = True
    administrator.save()
    client.force_login(administrator)
    editing = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert reverse("monitoring_matter", args=[matter.reference]) in editing


def test_an_answer_becomes_a_field_report_that_leads_back(client):
    CategoryFactory(code="khac")
    agency, moderator = AgencyFactory(), make.moderator()
    matter = answered(agency, moderator)
    client.force_login(moderator)
    client.post(reverse("monitoring_matter_make", args=[matter.reference, "field_report"]))
    report = FieldReport.objects.get()
    assert matter.links.get().key == report.reference
    note = Event.objects.get(workflow="field_report", case_id=report.pk, transition="note")
    assert matter.reference in note.detail.comment
