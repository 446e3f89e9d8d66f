"""What the people of a report are told by e-mail."""

import pytest
from django.core import mail

from tests.workflows.field_reports import factories as make
from workflows.engine.services import fire
from workflows.field_reports.permissions import REPORTER
from workflows.field_reports.services import erase_reporter
from workflows.field_reports.tokens import private_token


def to_the_reporter() -> list[str]:
    return [message.body for message in mail.outbox if message.to == ["nguoidan@example.vn"]]


@pytest.mark.django_db(transaction=True)
def test_the_reporter_gets_the_private_link_and_each_step():
    report = make.submitted()
    assert len(to_the_reporter()) == 1
    assert f"/phan-anh/theo-doi/{private_token(report)}/" in to_the_reporter()[0]
    fire(report, "accept", make.moderator())
    assert len(to_the_reporter()) == 2
    assert not any("{{" in body for body in to_the_reporter())


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_after_erasure():
    report = make.submitted()
    mail.outbox.clear()
    erase_reporter(report)
    fire(report, "accept", make.moderator())
    assert to_the_reporter() == []


@pytest.mark.django_db(transaction=True)
def test_one_who_reported_without_an_address_gets_no_mail():
    report = make.submitted(contact=make.Contact())
    fire(report, "withdraw", REPORTER)
    assert to_the_reporter() == []
