"""Background jobs of the component; each body calls a service."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.jobs import JobRun, job
from subsystems.monitoring.digests import DAY, WEEK, queue_digests
from subsystems.monitoring.models import Mention, Rule, Source
from subsystems.monitoring.services.articles import READ, complete
from subsystems.monitoring.services.keeping import APPLY, apply_rule
from subsystems.monitoring.services.people import tidy
from subsystems.monitoring.services.visiting import VISIT, send_visits, visit
from subsystems.monitoring.services.watching import watch


@job("monitoring.send_visits", label=_("Send visits to online sources"), timeout=300)
def send_visits_job(run: JobRun) -> dict[str, int]:
    return {"visits": send_visits()}


@job(VISIT, label=_("Visit an online source"), timeout=180)
def visit_job(run: JobRun) -> dict[str, Any]:
    source = Source.objects.filter(pk=run.argument("source"), is_active=True).first()
    if source is None or run.state:
        return {}
    check = visit(source, run)
    return {"outcome": check.outcome, "new": check.new}


@job(READ, label=_("Read an article"), timeout=120)
def read_article_job(run: JobRun) -> None:
    mention = Mention.objects.select_related("source").filter(pk=run.argument("mention")).first()
    if mention:
        complete(mention, run)


@job("monitoring.watch", label=_("Watch online topics and sources"), timeout=300)
def watch_job(run: JobRun) -> dict[str, int]:
    return watch()


@job("monitoring.tidy", label=_("Tidy online mentions"), timeout=3600)
def tidy_job(run: JobRun) -> dict[str, int]:
    return tidy()


@job(APPLY, label=_("Apply a rule to the last 30 days"), timeout=1800)
def apply_rule_job(run: JobRun) -> dict[str, int]:
    rule = Rule.objects.filter(pk=run.argument("rule")).first()
    return {"changed": apply_rule(rule, run)} if rule else {}


@job("monitoring.daily_digest", label=_("Digest of online information"), timeout=600)
def daily_digest_job(run: JobRun) -> dict[str, int]:
    today = timezone.localdate()
    weekly = queue_digests(today, WEEK) if today.weekday() == 0 else 0
    return {"daily": queue_digests(today, DAY), "weekly": weekly}
