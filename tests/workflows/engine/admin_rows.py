from datetime import date

from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.admin_rows import EVERYBODY, Row, new_secret, rows_for
from tests.subsystems.agencies.factories import member
from tests.workflows.engine.factories import make_user, open_repair
from workflows.engine.models import CalendarException, Deputyship, Notification, SavedView, WebhookEndpoint


@rows_for("engine_notification")
def notification(owner: Agency) -> Row:
    """Of somebody else: closed for everybody, superusers too."""
    make_user()
    secret = new_secret()
    open_repair()
    row = Notification.objects.filter(recipient__isnull=False).latest("pk")
    row.subject = secret
    row.save(update_fields=["subject"])
    return Row({"pk": row.pk}, secret, readers=frozenset(), closed={"engine_notification"})


@rows_for("engine_message")
def message(owner: Agency) -> Row:
    args = {"code": "repair", "step": "assign", "audience_code": "staff"}
    return Row(args, readers=frozenset(), writers={Role.MODERATOR}, closed={"engine_message_reset"})


@rows_for("engine_workflow")
def workflow(owner: Agency) -> Row:
    return Row({"code": "repair"}, readers=EVERYBODY)


@rows_for("lich-lam-viec_modeladmin_")
def calendar_exception(owner: Agency) -> Row:
    row = CalendarException.objects.create(day=date(2026, 1, 2), reason="Nghỉ hoán đổi")
    return Row({"instance_pk": row.pk}, readers=EVERYBODY, writers={Role.MODERATOR, Role.OPERATOR})


@rows_for("webhook_modeladmin_")
def webhook(owner: Agency) -> Row:
    secret = new_secret()
    row = WebhookEndpoint.objects.create(name=secret, url="https://vi-du.example.vn/")
    return Row({"instance_pk": row.pk}, secret, readers=frozenset(), writers={Role.OPERATOR})


@rows_for("engine_deputy_end")
def deputyship(owner: Agency) -> Row:
    """Between two people of another agency: closed for everybody else, as it takes a POST for superusers too."""
    today = timezone.localdate()
    row = Deputyship.objects.create(
        person=member(Role.OFFICER, owner),
        deputy=member(Role.HEAD, owner),
        agency=owner,
        first_day=today,
        last_day=today,
        reason=(secret := new_secret()),
    )
    return Row({"pk": row.pk}, secret, readers={Role.AUDITOR}, closed={"engine_deputy_end"})


@rows_for("engine_view_keep")
def desk_of_views(owner: Agency) -> Row:
    """Everybody keeps views of his own; what they find is cut to what he may see."""
    return Row({"desk": "proposals"}, readers=EVERYBODY, writers=EVERYBODY, closed={"engine_view_keep"})


@rows_for("engine_view_pin", "engine_view_drop")
def saved_view(owner: Agency) -> Row:
    """Of somebody else: closed for everybody, superusers too."""
    name = new_secret()
    row = SavedView.objects.create(owner=member(Role.OFFICER, owner), desk="proposals", name=name, query="muc=xong")
    return Row({"pk": row.pk}, name, readers=frozenset(), closed={"engine_view_pin", "engine_view_drop"})
