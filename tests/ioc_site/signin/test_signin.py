"""Signing in as people do it: through the forms, with a real authenticator's codes."""

import re
import time

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from subsystems.agencies.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "con-đường-dài-2024"
HOME = "/quan-tri/"
CHALLENGE = "/quan-tri/xac-thuc/"
ENROL = "/quan-tri/xac-thuc/thiet-lap/"


@pytest.fixture
def admin() -> User:
    return User.objects.create_superuser("quanly", "quanly@example.vn", PASSWORD, first_name="An", last_name="Lê")


def sign_in(client: Client, username: str = "quanly", password: str = PASSWORD, **extra: str):
    return client.post("/quan-tri/login/", {"username": username, "password": password, "next": HOME}, **extra)


def token_of(device: TOTPDevice) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    return f"{totp.token():06d}"


def enrol(client: Client, user: User) -> list[str]:
    """Sign in with the password and set an authenticator up; returns the backup codes."""
    sign_in(client, user.username)
    client.get(ENROL)
    device = TOTPDevice.objects.get(user=user, confirmed=False)
    page = client.post(ENROL, {"code": token_of(device)})
    return re.findall(r"<code>([0-9a-z]{10})</code>", page.content.decode())


def forget_throttling(user: User) -> None:
    """As if a while had passed: the next code is a fresh one."""
    TOTPDevice.objects.filter(user=user).update(last_t=-1, throttling_failure_count=0)


def test_password_alone_opens_the_admin_where_no_second_factor_is_required(client, admin, settings):
    settings.IOC_REQUIRE_TOTP = False
    assert sign_in(client).url == HOME
    assert client.get(HOME).status_code == 200


def test_the_form_is_in_vietnamese(client):
    html = client.get(reverse("wagtailadmin_login")).content.decode()
    labels = [" ".join(label.split()) for label in re.findall(r"<label[^>]*>(.*?)<", html, re.S)]
    assert labels[:2] == ["Tên đăng nhập", "Mật khẩu"]
    assert "Ghi nhớ đăng nhập" in html


def test_where_it_is_required_the_password_leads_to_enrolment_and_nowhere_else(client, admin, settings):
    settings.IOC_REQUIRE_TOTP = True
    sign_in(client)
    response = client.get("/quan-tri/pages/")
    assert response.url == f"{ENROL}?next=%2Fquan-tri%2Fpages%2F"
    assert "data:image/svg+xml" in client.get(ENROL).content.decode()


def test_after_enrolment_a_new_session_needs_a_code_and_public_views_see_nobody(client, admin):
    codes = enrol(client, admin)
    assert len(set(codes)) == 10
    assert client.get(HOME).status_code == 200
    phone = Client()
    sign_in(phone)
    assert phone.get(HOME).url.startswith(CHALLENGE)
    assert phone.get("/khong-co/").wsgi_request.user.is_anonymous
    forget_throttling(admin)
    device = TOTPDevice.objects.get(user=admin)
    assert phone.post(CHALLENGE, {"code": token_of(device), "next": "/quan-tri/pages/"}).url == "/quan-tri/pages/"
    assert phone.get(HOME).status_code == 200


def test_session_key_changes_with_the_second_step(client, admin):
    enrol(client, admin)
    phone = Client()
    sign_in(phone)
    before = phone.session.session_key
    forget_throttling(admin)
    phone.post(CHALLENGE, {"code": token_of(TOTPDevice.objects.get(user=admin))})
    assert phone.session.session_key != before


def test_a_code_works_once_and_never_leads_off_the_site(client, admin):
    enrol(client, admin)
    forget_throttling(admin)
    code = token_of(TOTPDevice.objects.get(user=admin))
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)
    assert first.post(CHALLENGE, {"code": code, "next": "https://example.com/"}).url == HOME
    assert second.post(CHALLENGE, {"code": code}).status_code == 200
    assert second.get(HOME).url.startswith(CHALLENGE)


def test_wrong_codes_are_slowed_down_and_say_so(client, admin):
    enrol(client, admin)
    phone = Client()
    sign_in(phone)
    assert "chưa đúng" in phone.post(CHALLENGE, {"code": "000000"}).content.decode()
    assert "quá nhiều" in phone.post(CHALLENGE, {"code": "000000"}).content.decode().lower()


@pytest.mark.parametrize("code", ["", " ", "\x00", "x" * 10_000, "'; --", "１２３４５６"])
def test_odd_codes_get_a_form_with_an_error(client, admin, code):
    enrol(client, admin)
    phone = Client()
    sign_in(phone)
    response = phone.post(CHALLENGE, {"code": code})
    assert response.status_code == 200
    assert response.context["form"].errors["code"]


def test_backup_code_opens_once(client, admin):
    codes = enrol(client, admin)
    for expected in (302, 200):
        phone = Client()
        sign_in(phone)
        StaticToken.objects.first().device.throttle_reset()
        assert phone.post(CHALLENGE, {"code": codes[0].upper()}).status_code == expected


def test_new_backup_codes_replace_the_old(client, admin):
    old = enrol(client, admin)
    page = client.post(reverse("signin_backup_codes")).content.decode()
    assert not set(old) & set(re.findall(r"<code>([0-9a-z]{10})</code>", page))
    assert StaticToken.objects.count() == 10


def test_required_second_factor_cannot_be_removed_but_an_optional_one_can(client, admin, settings):
    enrol(client, admin)
    settings.IOC_REQUIRE_TOTP = True
    client.post(reverse("signin_remove_second_factor"))
    assert TOTPDevice.objects.filter(confirmed=True).exists()
    settings.IOC_REQUIRE_TOTP = False
    client.post(reverse("signin_remove_second_factor"))
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_a_session_before_the_second_step_cannot_replace_the_phone(client, admin):
    enrol(client, admin)
    thief = Client()
    sign_in(thief)
    assert thief.get(ENROL).url == CHALLENGE
    assert thief.post(ENROL, {"code": "123456"}).url == CHALLENGE


def test_five_wrong_passwords_lock_that_account_from_that_address_only(client, admin):
    for _attempt in range(4):
        assert sign_in(client, password="sai").status_code == 200
    locked = sign_in(client, password="sai")
    assert locked.status_code == 429
    assert "15 phút" in locked.content.decode()
    assert sign_in(client).status_code == 429
    assert sign_in(Client(), REMOTE_ADDR="127.0.0.9").status_code == 302


def test_success_forgets_wrong_attempts(client, admin):
    sign_in(client, password="sai")
    sign_in(client)
    assert not AccessAttempt.objects.exists()


def test_sessions_are_listed_without_their_keys_and_can_be_ended(client, admin):
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    other = Client(headers={"user-agent": agent})
    sign_in(client)
    sign_in(other)
    page = client.get(reverse("signin_sessions"))
    text = page.content.decode()
    assert "Firefox trên Linux" in text
    assert "Thiết bị này" in text
    assert other.session.session_key not in text
    reference = next(ref for ref, row in page.context["rows"] if not row.is_current)
    client.post(reverse("signin_sessions"), {"session": reference})
    assert other.get(HOME).url.startswith("/quan-tri/login/")
    assert client.get(HOME).status_code == 200


def test_nobody_ends_the_session_of_somebody_else(client, admin):
    User.objects.create_superuser("khac", "khac@example.vn", PASSWORD)
    other = Client()
    sign_in(other, "khac")
    sign_in(client)
    reference = other.get(reverse("signin_sessions")).context["rows"][0][0]
    client.post(reverse("signin_sessions"), {"session": reference})
    assert other.get(HOME).status_code == 200


def test_a_changed_password_ends_the_other_sessions(client, admin):
    other = Client()
    sign_in(client)
    sign_in(other)
    admin.set_password("một-mật-khẩu-khác-hẳn")
    admin.save()
    assert other.get(HOME).url.startswith("/quan-tri/login/")


def test_password_reset_mails_are_limited_and_the_answer_is_the_same(client, admin):
    answers = {client.post("/quan-tri/password_reset/", {"email": admin.email}).status_code for _try in range(8)}
    assert answers == {302}
    assert len(mail.outbox) == 5


def test_weak_passwords_are_refused_in_vietnamese(client, admin):
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as caught:
        validate_password("12345", admin)
    assert all("mật khẩu" in message.lower() for message in caught.value.messages)


def test_only_a_superuser_resets_and_not_their_own(client, admin):
    person = User.objects.create_user("canbo", "canbo@example.vn", PASSWORD)
    TOTPDevice.objects.create(user=person, confirmed=True)
    own = reverse("signin_reset_second_factor", args=[admin.pk])
    theirs = reverse("signin_reset_second_factor", args=[person.pk])
    enrol(client, admin)
    assert client.post(own).url == HOME
    assert TOTPDevice.objects.filter(user=admin).exists()
    assert client.get(theirs).status_code == 200
    client.post(theirs)
    assert not TOTPDevice.objects.filter(user=person).exists()


def test_command_resets_and_names_an_unknown_account(admin):
    TOTPDevice.objects.create(user=admin, confirmed=True)
    call_command("reset_second_factor", "quanly")
    assert not TOTPDevice.objects.exists()
    with pytest.raises(CommandError, match="khong-co"):
        call_command("reset_second_factor", "khong-co")


def test_the_admin_walks_with_two_extra_queries_at_most(client, admin, django_assert_max_num_queries):
    enrol(client, admin)
    with django_assert_max_num_queries(12):
        client.get(reverse("signin_sessions"))
