"""Telling other systems: a signed POST for each step, sent again until it was taken.

The receiver checks ``X-IOC-Signature``: ``sha256=`` and the HMAC-SHA256, in hexadecimal, of the timestamp header, a
full stop and the body, under the endpoint's secret. ``X-IOC-Delivery`` is the same for every attempt at one call.
"""

import hashlib
import hmac
import logging
from collections.abc import Iterable
from time import monotonic
from typing import Any

from django.conf import settings
from django.utils import timezone

from ioc_site.common.http import FetchError, FetchRefused, fetch
from workflows.engine import registry
from workflows.engine.chain import canonical, moment
from workflows.engine.definitions import Workflow
from workflows.engine.models import Event, WebhookCall, WebhookEndpoint

logger = logging.getLogger(__name__)
FRESH_SECONDS = 30
TIMEOUT = 10.0
LONGEST_ANSWER = 64 * 1024

_endpoints: tuple[float, list[tuple[int, str]]] | None = None


def endpoints_of(workflow: Workflow) -> list[int]:
    """Keys of the active endpoints; what another process changed is seen within ``FRESH_SECONDS``.

    A secret workflow calls nobody.
    """
    global _endpoints
    if workflow.is_secret:
        return []
    if _endpoints is None or monotonic() - _endpoints[0] > FRESH_SECONDS:
        rows = WebhookEndpoint.objects.filter(is_active=True, only_by_rules=False).values_list("pk", "workflow")
        _endpoints = monotonic(), list(rows)
    return [pk for pk, code in _endpoints[1] if code in ("", workflow.code)]


def forget() -> None:
    """Read the endpoints anew at the next use, because this process has just changed them."""
    global _endpoints
    _endpoints = None


def write_calls(workflow: Workflow, event: Event) -> bool:
    """Put the calls of an event into the outbox, in the transaction of the step; whether there are any."""
    endpoints = endpoints_of(workflow)
    if endpoints:
        WebhookCall.objects.bulk_create(
            [WebhookCall(endpoint_id=endpoint, event=event, due_at=event.at) for endpoint in endpoints]
        )
    return bool(endpoints)


def call_due(calls: Iterable[WebhookCall]) -> int:
    """Make those of ``calls`` that can be claimed; returns how many were taken by their receivers."""
    return sum(_call(call) for call in calls)


def body_of(event: Event, reference: str) -> dict[str, Any]:
    """What a receiver is told: which step of which case, and where it stands now."""
    return {
        "id": event.pk,
        "workflow": event.workflow,
        "reference": reference,
        "number": event.seq,
        "transition": event.transition,
        "from": event.source,
        "to": event.target,
        "at": moment(event.at),
    }


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of the signature header."""
    return "sha256=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def _call(call: WebhookCall) -> bool:
    now = timezone.now()
    if not WebhookCall.objects.claim(call.pk, now):
        return False
    call = WebhookCall.objects.select_related("endpoint", "event").get(pk=call.pk)
    if not call.endpoint.is_active:
        call.mark_dropped("endpoint switched off")
        return False
    try:
        answer = fetch(
            call.endpoint.url,
            method="POST",
            timeout=TIMEOUT,
            max_bytes=LONGEST_ANSWER,
            max_redirects=0,
            **_signed(call, str(int(now.timestamp()))),
        )
    except FetchRefused:
        call.mark_failed("address refused")
    except FetchError:
        call.try_later(timezone.now(), "unreachable")
    else:
        if answer.ok:
            call.mark_sent(timezone.now())
            return True
        call.try_later(timezone.now(), f"http {answer.status}")
    return False


def _signed(call: WebhookCall, timestamp: str) -> dict[str, Any]:
    workflow = registry.workflow(call.event.workflow)
    references = registry.model_of(workflow)._default_manager.values_list("reference", flat=True)
    body = canonical(body_of(call.event, references.get(pk=call.event.case_id))).encode()
    headers = {
        "Content-Type": "application/json",
        "X-IOC-Delivery": f"{settings.WAGTAILADMIN_BASE_URL}/{call.pk}",
        "X-IOC-Timestamp": timestamp,
        "X-IOC-Signature": signature(call.endpoint.secret, timestamp, body),
    }
    return {"body": body, "headers": headers}
