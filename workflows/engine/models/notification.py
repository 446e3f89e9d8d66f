"""Who was told of what, the mails and webhooks that carry it, and who does not want mails."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.engine.models.delivery import Delivery
from workflows.engine.models.event import Event


class OutgoingMail(Delivery):
    """One mail that must go out exactly once. It holds no address and no text: both are made when it is sent, by the
    maker registered for its ``kind`` (see ``telling.mail``), from ``arguments``.

    ``key`` makes it one of its kind. ``address_digest`` is set when the address is known: two recipients of one
    ``topic`` (an event, say) who turn out to share an address get one mail.
    """

    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    topic = models.CharField(max_length=60, blank=True)
    address_digest = models.CharField(max_length=64, blank=True)

    class Meta(Delivery.Meta):
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "address_digest"],
                condition=~Q(topic="") & ~Q(address_digest=""),
                name="mail_once_an_address",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Notification(models.Model):
    """One person told of one event, whatever roles he holds and whatever channels carry it: at most one row.

    Either ``recipient`` (an account: shown in the list of notifications) or ``external_kind`` and ``external_ref`` (see
    ``parties.External``). ``subject`` is the line that the list shows. ``mail`` carries it alone, ``digest`` is the
    daily summary that held it.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="notifications", db_index=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="notifications",
        db_index=False,  # as for the event, another index begins with it
    )
    external_kind = models.CharField(max_length=40, blank=True)
    external_ref = models.CharField(max_length=64, blank=True)
    audience = models.CharField(max_length=40)
    reference = models.CharField(_("reference"), max_length=30)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("time"))
    read_at = models.DateTimeField(_("read at"), null=True)
    mail = models.OneToOneField(OutgoingMail, null=True, on_delete=models.SET_NULL, related_name="notification")
    digest = models.ForeignKey(OutgoingMail, null=True, on_delete=models.SET_NULL, related_name="digested")

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["event", "recipient"], name="notification_once"),
            models.UniqueConstraint(
                fields=["event", "external_kind", "external_ref"],
                condition=Q(recipient__isnull=True),
                name="notification_external_once",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notification_list"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return self.subject or self.reference


class MailMode(models.TextChoices):
    """How an account wants its mails."""

    EACH = "each", _("Each notification at once")
    DAILY = "daily", _("One summary a day")
    NONE = "none", _("No mails")


class MailPreference(models.Model):
    """What an account chose; without a row it is a mail for each notification that is meant for it personally and the
    daily summary for the rest."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="mail_preference"
    )
    mode = models.CharField(_("mails"), max_length=10, choices=MailMode.choices, default=MailMode.EACH)

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_mode_display()


class Unsubscribed(models.Model):
    """An external recipient who wants no more mails about what his reference stands for."""

    external_kind = models.CharField(max_length=40)
    external_ref = models.CharField(max_length=64)
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["external_kind", "external_ref"], name="unsubscribed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.external_kind} {self.external_ref}"


class MessageTemplate(models.Model):
    """The words for one event and one audience where they differ from those of the definition.

    ``{{ name }}`` stands for a placeholder; unknown ones are refused when the template is saved.
    """

    workflow = models.CharField(max_length=40, editable=False)
    transition = models.CharField(max_length=60, editable=False)
    audience = models.CharField(max_length=40, editable=False)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), max_length=10_000)
    html = models.TextField(
        _("HTML"),
        max_length=20_000,
        blank=True,
        help_text=_("May stay empty: the mail then gets its HTML from the text."),
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        default_permissions = ("change",)
        constraints = [
            models.UniqueConstraint(fields=["workflow", "transition", "audience"], name="template_once"),
        ]

    def __str__(self) -> str:
        return f"{self.workflow}.{self.transition} → {self.audience}"
