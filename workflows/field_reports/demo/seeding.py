"""Filling the portal up to a number of made-up reports: the plan, in batches, with what hangs on them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.demo import DemoSize
from ioc_site.common.freshness import purge
from workflows.engine.bulk import write_histories
from workflows.field_reports.demo.around import write_around
from workflows.field_reports.demo.lives import Life
from workflows.field_reports.demo.pictures import draw_photos
from workflows.field_reports.demo.world import World
from workflows.field_reports.models import FieldReport
from workflows.field_reports.public.cells import rebuild_cells
from workflows.field_reports.public.points import write_points
from workflows.field_reports.statistics.tallying import refresh

BATCH = 2000
DAYS = 730
# Of a small set many are recent, so that the desks have work; a large one has enough of them anyway.
SMALL, RECENT_SHARE, RECENT_DAYS = 3000, 0.22, 16
HOURS = (1, 1, 1, 1, 2, 4, 8, 12, 14, 13, 12, 10, 8, 9, 11, 12, 12, 13, 14, 13, 11, 8, 5, 3)


def seed_reports(size: DemoSize) -> str:
    """Make the reports that are missing up to ``size.reports``; those that are there stay as they are."""
    missing = size.reports - FieldReport.objects.filter(is_demo=True).count()
    if missing <= 0:
        return _("%(count)s field reports") % {"count": 0}
    try:
        world = World(size.random)
    except LookupError as reason:
        return f"0 ({reason})"
    now = timezone.now()
    lives, made = _lives(world, missing, now), 0
    batch: list[Life] = []
    while newer := list(islice(lives, BATCH)):
        batch = newer
        write_histories(FieldReport, [(life.report, life.past) for life in batch], BATCH, escalated_until=now)
        write_around(batch, now)
        write_points(life.report for life in batch)
        made += len(batch)
    draw_photos(batch)
    rebuild_cells()
    refresh(now, everything=True)
    purge()
    return _("%(count)s field reports") % {"count": made}


def _lives(world: World, count: int, now: datetime) -> Iterator[Life]:
    """Lives in the order in which the reports came in, the newest last, so that keys and references follow time."""
    rnd = world.random
    for created in sorted(_received(rnd, count, now) for _number in range(count)):
        yield Life(world, created, now)


def _received(rnd: Random, count: int, now: datetime) -> datetime:
    """A moment of the past two years: rather lately than long ago, rather by day than by night."""
    days = DAYS * rnd.random() ** 1.25
    if count <= SMALL and rnd.random() < RECENT_SHARE:
        days = RECENT_DAYS * rnd.random()
    day = timezone.localtime(now - timedelta(days=days))
    hour = rnd.choices(range(24), HOURS)[0]
    moment = day.replace(hour=hour, minute=rnd.randint(0, 59), second=rnd.randint(0, 59), microsecond=0)
    return min(moment, now - timedelta(minutes=rnd.randint(3, 600)))
