"""What of the reports stands on the start screen of those who prepare and sign them."""

import pytest
from django.utils import timezone

from reports.services import set_final
from subsystems.agencies.enums import Role
from tests.reports.documents import SIGNATURE, Office
from tests.subsystems.agencies.factories import member
from workflows.engine.services import fire
from workflows.engine.work import my_work

pytestmark = pytest.mark.django_db


def waiting(user) -> int:
    return sum(part.waiting for part in my_work(user, timezone.now()).parts if part.code == "report_document")


def test_a_report_goes_to_and_fro_between_who_prepares_and_who_signs():
    office = Office()
    document = office.draft()
    people = (office.officer, office.head, office.leader)
    assert [waiting(person) for person in people] == [0, 1, 1]
    fire(document, "approve", office.head, SIGNATURE)
    assert [waiting(person) for person in people] == [1, 1, 0]
    fire(document, "number", office.officer)
    set_final(document)
    assert [waiting(person) for person in people] == [0, 1, 1]
    fire(document, "send", office.officer)
    assert [waiting(person) for person in people] == [0, 0, 0]
    assert waiting(member(Role.HEAD)) == 0


def test_who_edited_the_summary_is_not_asked_to_approve_it():
    office = Office()
    document = office.draft()
    fire(document, "edit_summary", office.head, {"summary": "Một câu."})
    assert waiting(office.head) == 0
    assert waiting(office.leader) == 1
