"""Rows of online information for the walk through the admin."""

from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from subsystems.monitoring.enums import AlertKind, SourceKind
from subsystems.monitoring.models import Alert, Phrase, Retention
from subsystems.monitoring.services.by_hand import Seen, add_seen
from tests.admin_rows import Row, new_secret, rows_for
from tests.subsystems.monitoring import factories as make
from tests.workflows.field_reports.test_screens import jpeg

READERS = frozenset({Role.AUDITOR, Role.MODERATOR, Role.LEADER})
MODERATORS = frozenset({Role.MODERATOR})


@rows_for("monitoring_matter")
def matter(owner: Agency) -> Row:
    """A matter that was given to ``owner``; staff of the component read all, leaders may note and instruct."""
    secret = new_secret()
    row = make.assigned(owner, title=secret)
    args = {"reference": row.reference, "code": "note", "kind": "news"}
    return Row(args, secret, readers=READERS, writers=frozenset({Role.MODERATOR, Role.LEADER}))


@rows_for("monitoring_mention")
def mention(owner: Agency) -> Row:
    """What somebody entered, with a picture; agencies see only mentions of matters that were given to them."""
    secret = new_secret()
    seen = Seen(url=f"https://x.example/{secret}", kind=SourceKind.SOCIAL, title=secret, screenshot=jpeg())
    row, _is_new = add_seen(seen, make.moderator())
    return Row({"pk": row.pk}, secret, readers=READERS, writers=MODERATORS)


@rows_for("monitoring_alert")
def alert(owner: Agency) -> Row:
    source = make.SourceFactory(name=new_secret())
    row = Alert.objects.create(kind=AlertKind.SILENT, key=source.name, at=timezone.now(), source=source)
    return Row({"pk": row.pk}, source.name, readers=READERS, writers=MODERATORS)


@rows_for("monitoring_source", "nguon-tin_modeladmin_")
def source(owner: Agency) -> Row:
    secret = new_secret()
    row = make.SourceFactory(name=secret)
    closed = frozenset({"delete"})
    args = {"pk": row.pk, "instance_pk": row.pk}
    return Row(args, secret, readers=READERS, writers=MODERATORS, closed=closed)


@rows_for("monitoring_trial", "quy-tac-chu-de_modeladmin_")
def rule(owner: Agency) -> Row:
    row = make.rule("sạt lở")
    return Row({"pk": row.pk, "instance_pk": row.pk}, row.name, readers=READERS, writers=MODERATORS)


@rows_for("chu-de-theo-doi_modeladmin_")
def topic(owner: Agency) -> Row:
    row = make.TopicFactory(name=new_secret())
    return Row({"instance_pk": row.pk}, readers=READERS, writers=MODERATORS, closed=frozenset({"delete"}))


@rows_for("cum-tu-goi-y_modeladmin_")
def phrase(owner: Agency) -> Row:
    row = Phrase.objects.create(text=new_secret(), tone="negative")
    return Row({"instance_pk": row.pk}, row.text, readers=READERS, writers=MODERATORS)


@rows_for("thoi-han-luu-tin_modeladmin_")
def retention(owner: Agency) -> Row:
    row = Retention.objects.create(kind=SourceKind.FORUM, days=99)
    return Row({"instance_pk": row.pk}, readers=READERS, writers=MODERATORS)
