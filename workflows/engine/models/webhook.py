"""Other systems that are told of steps, and the calls to them."""

import secrets

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ioc_site.common.crypto import EncryptedTextField
from workflows.engine.models.calendar import OpenListQuerySet
from workflows.engine.models.delivery import Delivery
from workflows.engine.models.event import Event


def new_secret() -> str:
    """What a receiver checks signatures with: 256 random bits."""
    return secrets.token_hex(32)


class WebhookEndpoint(models.Model):
    """An address that gets a signed POST for each step of a workflow, or of all.

    The body names the case and the step and holds no personal data; a receiver that may know more asks the API.
    """

    name = models.CharField(_("name"), max_length=100)
    url = models.CharField(_("address"), max_length=500, validators=[URLValidator(schemes=["https", "http"])])
    secret = EncryptedTextField(_("secret"), default=new_secret, editable=False)
    workflow = models.CharField(_("workflow"), max_length=40, blank=True, help_text=_("Empty: all workflows."))
    is_active = models.BooleanField(_("active"), default=True)
    only_by_rules = models.BooleanField(
        _("only when an automatic rule asks for it"),
        default=False,
        help_text=_("Ticked: it is not told of every step."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OpenListQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class WebhookCall(Delivery):
    """One event on its way to one endpoint."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="calls")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")

    class Meta(Delivery.Meta):
        verbose_name = _("webhook call")
        verbose_name_plural = _("webhook calls")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_call_once")]

    def __str__(self) -> str:
        return f"{self.endpoint}: {self.event}"
