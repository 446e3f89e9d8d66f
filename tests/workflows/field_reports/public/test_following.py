"""Following a report and alerts for an area and category: double opt-in, each mail once, ended with one step."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from ioc_site.common.jobs.models import Job
from ioc_site.common.jobs.services import run_job
from tests.subsystems.agencies.factories import AreaFactory
from tests.workflows.field_reports import factories as make
from workflows.engine.services import fire
from workflows.engine.telling.delivering import deliver_due
from workflows.field_reports.models import Follower, Subscription
from workflows.field_reports.public import following
from workflows.field_reports.services import Contact

pytestmark = pytest.mark.django_db
ADDRESS = "ban@vi-du.example"


def link_in(message) -> str:
    return re.search(r"/phan-anh/nhan-tin/[\w-]{20,}/", message.body).group()


def run_alerts() -> None:
    for job in Job.objects.filter(kind=following.ALERT, state="queued"):
        run_job(job.pk, in_thread=False)
    deliver_due()


def confirmed(client, url: str, **data) -> str:
    """Ask, open the link in the mail and say yes; returns the link."""
    assert client.post(url, {"email": ADDRESS, **data}).status_code == 200
    deliver_due()
    link = link_in(mail.outbox[-1])
    assert client.get(link).status_code == 200
    client.post(link, {"viec": "xac-nhan"})
    mail.outbox.clear()
    return link


def test_a_follower_is_told_only_after_confirming(client):
    report = make.assigned(contact=Contact())
    client.post(f"/phan-anh/{report.reference}/theo-doi/", {"email": ADDRESS})
    deliver_due()
    assert [m.to for m in mail.outbox] == [[ADDRESS]]
    link = link_in(mail.outbox[0])
    client.get(link)
    assert Follower.objects.get().confirmed_at is None
    client.post(link, {"viec": "xac-nhan"})
    assert Follower.objects.get().confirmed_at


def test_followers_hear_of_the_result_and_no_more_once_they_ended_it(client):
    report = make.resolved(contact=Contact())
    link = confirmed(client, f"/phan-anh/{report.reference}/theo-doi/")
    fire(report, "approve_result", make.moderator())
    deliver_due()
    assert [ADDRESS] in [m.to for m in mail.outbox]
    client.post(link, {"viec": "dung"})
    assert not Follower.objects.exists()
    assert client.get(link).status_code == 404


def test_an_alert_comes_once_for_reports_of_the_area_and_category(client):
    area, category = AreaFactory(), make.CategoryFactory()
    confirmed(client, "/phan-anh/nhan-tin/", area=area.pk, category=category.pk)
    report = make.accepted(area=area, category=category)
    make.accepted(area=area)
    make.accepted(category=category)
    run_alerts()
    alerts = [m for m in mail.outbox if m.to == [ADDRESS]]
    assert len(alerts) == 1
    assert report.reference in alerts[0].body
    following.queue_alerts(report.pk)
    deliver_due()
    assert len([m for m in mail.outbox if m.to == [ADDRESS]]) == 1


def test_one_address_with_two_alerts_gets_one_mail(client):
    area = AreaFactory()
    confirmed(client, "/phan-anh/nhan-tin/", area=area.pk)
    confirmed(client, "/phan-anh/nhan-tin/")
    make.accepted(area=area)
    run_alerts()
    assert len([m for m in mail.outbox if m.to == [ADDRESS]]) == 1


def test_nothing_goes_out_for_a_report_that_was_hidden_again(client):
    confirmed(client, "/phan-anh/nhan-tin/")
    report = make.accepted()
    fire(report, "set_public", make.moderator(), {"is_public": ""}, "Có mặt trẻ em")
    run_alerts()
    assert not [m for m in mail.outbox if m.to == [ADDRESS]]


def test_mail_programs_end_alerts_with_one_post(client):
    link = confirmed(client, "/phan-anh/nhan-tin/")
    make.accepted()
    run_alerts()
    header = next(m for m in mail.outbox if m.to == [ADDRESS]).extra_headers["List-Unsubscribe"]
    assert link in header
    client.post(link, {"List-Unsubscribe": "One-Click"})
    assert not Subscription.objects.exists()


def test_the_answer_does_not_tell_whether_an_address_is_known(client):
    first = client.post("/phan-anh/nhan-tin/", {"email": ADDRESS})
    second = client.post("/phan-anh/nhan-tin/", {"email": ADDRESS.upper()})
    strip = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert strip.sub("", first.content.decode()) == strip.sub("", second.content.decode())
    assert Subscription.objects.count() == 1
    deliver_due()
    assert len(mail.outbox) == 1


def test_nobody_is_flooded_through_the_form(client):
    for _number in range(12):
        report = make.accepted(contact=Contact())
        client.post(f"/phan-anh/{report.reference}/theo-doi/", {"email": ADDRESS})
    deliver_due()
    assert len([m for m in mail.outbox if m.to == [ADDRESS]]) <= following.OPEN_QUESTIONS


@pytest.mark.parametrize(
    "email", ["", "khong-phai", "a@b", "x" * 400 + "@vi-du.example", "a@vi-du.example\nBcc: b@c.d"]
)
def test_what_is_no_address_is_refused_at_the_field(client, email):
    response = client.post("/phan-anh/nhan-tin/", {"email": email})
    assert response.status_code == 422
    assert "email" in response.context["form"].errors


def test_hidden_reports_cannot_be_followed(client):
    report = make.submitted()
    assert client.post(f"/phan-anh/{report.reference}/theo-doi/", {"email": ADDRESS}).status_code == 404


def test_addresses_that_never_answered_are_deleted():
    row = following.subscribe(ADDRESS, None, None)
    assert following.forget_unconfirmed() == 0
    Subscription.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=8))
    assert following.forget_unconfirmed() == 1
