"""Webhooks through a real HTTP server: signed, sent again until taken, never into the server's own network."""

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.workflows.engine.factories import open_repair
from workflows.engine.models import DeliveryState, WebhookCall, WebhookEndpoint
from workflows.engine.settings_services import save_webhook
from workflows.engine.telling import webhooks
from workflows.engine.telling.delivering import deliver_due

pytestmark = pytest.mark.django_db(transaction=True)


class Receiver(HTTPServer):
    """Keeps what it gets; answers with ``status``."""

    def __init__(self):
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args):
        """Quiet."""


@pytest.fixture
def receiver(settings):
    settings.FETCH_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def endpoint(receiver):
    port = receiver.server_address[1]
    return save_webhook(WebhookEndpoint(name="Hệ thống kia", url=f"http://127.0.0.1:{port}/nhan"))


def later():
    for call in WebhookCall.objects.filter(state=DeliveryState.PENDING):
        WebhookCall.objects.filter(pk=call.pk).update(due_at=call.due_at - timedelta(days=1))


def test_a_step_is_posted_and_signed(receiver, endpoint):
    repair = open_repair(title="Nhà bà Bình")
    [(headers, body)] = receiver.got
    told = json.loads(body)
    assert (told["reference"], told["workflow"], told["transition"]) == (repair.reference, "repair", "opened")
    assert (told["from"], told["to"], told["number"]) == ("", "new", 1)
    assert "Bình" not in body.decode()
    expected = hmac.new(endpoint.secret.encode(), f"{headers['X-IOC-Timestamp']}.".encode() + body, hashlib.sha256)
    assert headers["X-IOC-Signature"] == f"sha256={expected.hexdigest()}"
    assert WebhookCall.objects.get().state == DeliveryState.SENT


def test_what_is_not_taken_comes_again_under_the_same_number(receiver, endpoint):
    receiver.status = 503
    open_repair()
    assert WebhookCall.objects.get().problem == "http 503"
    receiver.status = 200
    assert deliver_due()["calls"] == 0
    later()
    assert deliver_due()["calls"] == 1
    assert len({headers["X-IOC-Delivery"] for headers, _body in receiver.got}) == 1
    later()
    assert deliver_due()["calls"] == 0


def test_a_redirect_is_no_receipt(receiver, endpoint):
    receiver.status = 302
    open_repair()
    assert WebhookCall.objects.get().state == DeliveryState.PENDING


def test_the_servers_own_network_is_never_called(receiver, endpoint, settings):
    settings.FETCH_ALLOWED_NETWORKS = []
    open_repair()
    assert receiver.got == []
    assert (WebhookCall.objects.get().state, WebhookCall.objects.get().problem) == ("failed", "address refused")


def test_other_workflows_and_endpoints_switched_off_are_left_alone(receiver, endpoint):
    endpoint.workflow = "another"
    save_webhook(endpoint)
    open_repair()
    assert receiver.got == []
    endpoint.workflow = "repair"
    receiver.status = 500
    save_webhook(endpoint)
    open_repair()
    WebhookEndpoint.objects.update(is_active=False)
    later()
    assert deliver_due()["calls"] == 0
    assert WebhookCall.objects.get().state == DeliveryState.DROPPED


def test_the_secret_is_not_readable_in_the_database(endpoint):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM engine_webhookendpoint")
        assert endpoint.secret not in cursor.fetchone()[0]
    assert webhooks.signature(endpoint.secret, "1", b"x").startswith("sha256=")
