"""The people around made-up reports: reporters, followers, subscribers. All addresses are reserved example ones."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from workflows.field_reports.demo.lives import Life
from workflows.field_reports.enums import Source
from workflows.field_reports.forms import CONSENT_VERSION
from workflows.field_reports.models import Follower, Reporter, Subscription
from workflows.field_reports.services import email_index

CONTACT_SHARE, FOLLOWER_SHARE = 0.3, 0.02
SUBSCRIBERS = 6


def write_around(lives: Sequence[Life], now: datetime) -> None:
    """Write the reporters and followers of saved reports, and on an empty portal a few subscribers."""
    Reporter.objects.bulk_create(
        [_reporter(life, number) for number, life in enumerate(lives) if life.report.source == Source.WEB]
    )
    Follower.objects.bulk_create(
        [_follower(life, now) for life in lives if life.report.is_public and life.rnd.random() < FOLLOWER_SHARE]
    )
    if not Subscription.objects.exists():
        Subscription.objects.bulk_create([_subscription(lives[0], number, now) for number in range(SUBSCRIBERS)])


def _reporter(life: Life, number: int) -> Reporter:
    """Most people leave nothing; some a name and an address."""
    created = life.past[0].at
    if life.rnd.random() > CONTACT_SHARE:
        return Reporter(report=life.report)
    email = f"nguoidan{number % 700}@minhhoa.example"
    return Reporter(
        report=life.report,
        name=life.rnd.choice(life.world.words.names),
        email=email,
        email_index=email_index(email),
        consent_version=CONSENT_VERSION,
        consent_at=created,
    )


def _follower(life: Life, now: datetime) -> Follower:
    email = f"theodoi{life.rnd.randint(1, 400)}@minhhoa.example"
    return Follower(
        report=life.report,
        email=email,
        email_index=email_index(email),
        token=secrets.token_urlsafe(32),
        confirmed_at=now,
    )


def _subscription(life: Life, number: int, now: datetime) -> Subscription:
    email = f"dangky{number}@minhhoa.example"
    return Subscription(
        email=email,
        email_index=email_index(email),
        area=life.world.places[number % len(life.world.places)].area if number % 2 else None,
        category=None if number % 2 else life.world.categories[number % len(life.world.categories)],
        token=secrets.token_urlsafe(32),
        confirmed_at=now - timedelta(days=number),
    )
