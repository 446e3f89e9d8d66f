"""Keys of connected systems: shown once, kept as a hash, revoked at once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from subsystems.agencies.api_keys import DELIVER_DATA, READ_DATA, find_key, issue_key, key_for
from subsystems.agencies.models import ApiKey
from tests.subsystems.agencies.factories import AgencyFactory

pytestmark = pytest.mark.django_db


def run(*arguments):
    output = StringIO()
    call_command("api_key", *arguments, stdout=output)
    return output.getvalue()


def test_the_command_shows_the_key_once_and_revokes_it():
    agency = AgencyFactory()
    plain = run("issue", "--agency", agency.code, "--name", "HIS", "--scope", DELIVER_DATA).strip()
    assert key_for(plain, DELIVER_DATA).agency == agency
    row = ApiKey.objects.get()
    assert plain not in str(vars(row))
    assert plain not in run("list")
    assert row.prefix in run("list")
    run("revoke", row.prefix)
    assert find_key(plain) is None
    assert "revoked" in run("list")


def test_scopes_are_kept_apart():
    _key, plain = issue_key("Trang", AgencyFactory(), [READ_DATA])
    assert key_for(plain, DELIVER_DATA) is None
    assert find_key(plain).scopes == [READ_DATA]


def test_the_command_refuses_what_is_not_there():
    with pytest.raises(CommandError):
        run("issue", "--agency", "KHONG", "--name", "HIS", "--scope", DELIVER_DATA)
    with pytest.raises(CommandError):
        run("revoke", "khongco0")
