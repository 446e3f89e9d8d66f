"""Sending the mails of the outbox: each exactly once, later when the mail server is away.

A process claims a mail (one compare-and-set), makes it, sends it and writes the outcome. When the server cannot be
reached the mail goes back into the queue with a growing wait. A process killed between the server's "accepted" and the
outcome leaves a claim that ends; the mail is then sent again under the same Message-ID, by which mail systems know it
as the same one: a message too many in that one moment, rather than one lost.

Rooms add kinds of mail with :func:`mail_kind`.
"""

import hashlib
import logging
import smtplib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from workflows.engine.models import OutgoingMail
from workflows.engine.telling.messages import Filled
from workflows.engine.telling.recipients import Address, address_digest

logger = logging.getLogger(__name__)
LANGUAGE = "vi"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as its maker hands it over; ``unsubscribe_url`` goes into the foot and the List-Unsubscribe header."""

    address: Address
    message: Filled
    unsubscribe_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class NotWanted(Exception):
    """Raised by a maker: the mail is not to be sent any more; the text is a short code, without personal data."""


Maker = Callable[[OutgoingMail], Mail]
_makers: dict[str, Maker] = {}


def mail_kind(code: str) -> Callable[[Maker], Maker]:
    """Register the decorated function as the maker of the mails of a kind: from the row of the outbox
    (its ``arguments``, or rows that point to it) to the mail as it is to go out now. It may raise ``NotWanted``."""

    def register(maker: Maker) -> Maker:
        if _makers.setdefault(code, maker).__qualname__ != maker.__qualname__:
            raise ValueError(f"mails of the kind {code!r} have a maker already")
        return maker

    return register


class Sent(NamedTuple):
    """How many mails went out, and whether the server turned out to be away."""

    mails: int
    is_server_away: bool


def send_due(mails: Iterable[OutgoingMail]) -> Sent:
    """Send those of ``mails`` that can be claimed, over one connection. Stops at the first sign that the server is
    away: the others wait for the sweep."""
    sent = 0
    connection = get_connection()
    try:
        for mail in mails:
            outcome = _send(mail, connection)
            sent += outcome is True
            if outcome is None:
                return Sent(sent, True)
    finally:
        _close(connection)
    return Sent(sent, False)


def _send(mail: OutgoingMail, connection: Any) -> bool | None:
    """``True`` when it went out, ``False`` when it will not or is somebody else's, ``None`` when the server is away."""
    if not OutgoingMail.objects.claim(mail.pk, timezone.now()):
        return False
    mail.refresh_from_db()
    try:
        with translation.override(LANGUAGE):
            made = _makers[mail.kind](mail)
        _remember_address(mail, made.address)
        _as_message(mail, made, connection).send()
    except NotWanted as reason:
        mail.mark_dropped(str(reason))
    except smtplib.SMTPRecipientsRefused as error:
        return _refused(mail, max((code for code, _text in error.recipients.values()), default=550))
    except smtplib.SMTPResponseException as error:
        return _refused(mail, error.smtp_code)
    except (OSError, smtplib.SMTPException) as error:
        mail.try_later(timezone.now(), type(error).__name__)
        _close(connection)
        return None
    except Exception as error:
        # A mistake in a template or a maker: the mail waits for its correction, the others go out.
        logger.exception("the mail %s could not be made", mail.key)
        mail.try_later(timezone.now(), type(error).__name__)
    else:
        mail.mark_sent(timezone.now())
        return True
    return False


def _refused(mail: OutgoingMail, code: int) -> bool | None:
    """The server's answer: 5xx is for good, 4xx for now. A 421 means that it goes away altogether."""
    if code >= 500:
        mail.mark_failed(f"smtp {code}")
        return False
    mail.try_later(timezone.now(), f"smtp {code}")
    return None if code == 421 else False


def _remember_address(mail: OutgoingMail, address: Address) -> None:
    """One address gets one mail on a topic, even when two recipients turn out to be the same person."""
    if not mail.topic:
        return
    try:
        with transaction.atomic():
            OutgoingMail.objects.filter(pk=mail.pk).update(address_digest=address_digest(address.email))
    except IntegrityError as error:
        raise NotWanted("same address") from error


def _as_message(mail: OutgoingMail, made: Mail, connection: Any) -> EmailMultiAlternatives:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    headers = {
        "Message-ID": f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:32]}@{domain}>",
        "Auto-Submitted": "auto-generated",
        **made.headers,
    }
    if made.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{made.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    context = {"mail": made, "message": made.message}
    text = render_to_string("engine/mail.txt", context)
    message = EmailMultiAlternatives(
        made.message.subject, text, to=[made.address.email], headers=headers, connection=connection
    )
    message.attach_alternative(render_to_string("engine/mail.html", context), "text/html")
    return message


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.info("the mail server went away while the connection was closed")
