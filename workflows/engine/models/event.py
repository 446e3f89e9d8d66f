"""The timeline: what happened to every case, append-only in the database and chained by hashes."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Event(models.Model):
    """One transition of one case. Rows are never changed or deleted: a trigger of the database refuses both.

    ``on_behalf_of`` is who was away, where a deputy took the step.

    ``seq`` counts from 1 within a case and equals the case's ``version`` after the event. ``hash`` covers everything
    in the row and the hash of the event before (see ``workflows.engine.chain``). No personal data here: a person who
    asks for erasure must not break the chain. Comments and free text lie in :class:`EventDetail`, whose salted digest
    is part of the hash; ``data`` holds codes, dates, numbers and keys of rows.
    """

    workflow = models.CharField(max_length=40)
    case_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("actor"),
        db_index=False,  # event_actor_at begins with it
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("on behalf of"),
        db_index=False,  # event_on_behalf begins with it
    )
    party = models.CharField(max_length=40, blank=True)
    transition = models.CharField(_("transition"), max_length=60)
    source = models.CharField(pgettext_lazy("state", "from"), max_length=40, blank=True)
    target = models.CharField(pgettext_lazy("state", "to"), max_length=40)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    detail_digest = models.CharField(max_length=64, blank=True)
    idempotency_key = models.CharField(max_length=64, null=True, default=None)  # noqa: DJ001 - unique where given
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["workflow", "case_id", "seq"], name="event_seq_once"),
            models.UniqueConstraint(
                fields=["workflow", "case_id", "idempotency_key"],
                condition=models.Q(idempotency_key__isnull=False),
                name="event_key_once",
            ),
        ]
        indexes = [
            models.Index(fields=["workflow", "transition", "at"], name="event_transition_at"),
            models.Index(fields=["actor", "-at"], name="event_actor_at"),
            models.Index(
                fields=["on_behalf_of", "-at"],
                condition=models.Q(on_behalf_of__isnull=False),
                name="event_on_behalf",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workflow} {self.case_id} #{self.seq}: {self.transition}"


class EventDetail(models.Model):
    """The part of an event that may hold personal data: its comment and free-text answers.

    It can be erased (see ``services.erase_details``); then text and salt are gone and the event keeps a digest that
    proves nothing about them any more. As long as it is there, ``verify_timeline`` checks it against the digest.
    """

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="detail")
    comment = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    salt = models.CharField(max_length=32, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("event detail")
        verbose_name_plural = _("event details")
        default_permissions = ()

    def __str__(self) -> str:
        return f"detail of event {self.pk}"
