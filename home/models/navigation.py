"""What staff can change about the frame of every page: menus and contacts."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable


class MenuPlace(models.TextChoices):
    """Where a link of the frame stands."""

    MAIN = "main", _("Main menu")
    FOOTER = "footer", _("Footer")


@register_setting(icon="list-ul", order=100)
class SiteFrame(ClusterableModel, BaseGenericSetting):
    """Contacts and menus of the frame; there is one row. Empty contacts are left out of the page, never made up."""

    organisation = models.CharField(_("organisation in charge"), max_length=200, blank=True)
    operator = models.CharField(_("operator"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    phone = models.CharField(
        _("telephone"), max_length=40, blank=True, validators=[RegexValidator(r"^[0-9+ ().-]+$", _("Digits only."))]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    hours = models.CharField(_("working hours"), max_length=200, blank=True)
    # Links that came with the portal once: one that staff removed does not come back.
    delivered = models.JSONField(default=list, editable=False)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("organisation"),
                FieldPanel("operator"),
                FieldPanel("address"),
                FieldPanel("phone"),
                FieldPanel("email"),
                FieldPanel("hours"),
            ],
            heading=_("Contacts"),
        ),
        InlinePanel("items", heading=_("Menus"), label=_("menu item")),
    ]

    class Meta:
        verbose_name = _("menus and contacts")


class MenuItem(Orderable):
    """One link of a menu: to a page of the site, or to an address that starts with ``/`` or ``https://``."""

    frame = ParentalKey(SiteFrame, on_delete=models.CASCADE, related_name="items")
    place = models.CharField(_("place"), max_length=10, choices=MenuPlace.choices, default=MenuPlace.MAIN)
    label = models.CharField(_("label"), max_length=60)
    label_en = models.CharField(_("label in English"), max_length=60, blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    link = models.CharField(
        _("address"),
        max_length=250,
        blank=True,
        validators=[RegexValidator(r"^(/(?!/)|https://)\S*$", _("An address starts with / or https://."))],
    )

    panels = [
        FieldPanel("place"),
        FieldPanel("label"),
        FieldPanel("label_en"),
        PageChooserPanel("page"),
        FieldPanel("link"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("menu item")
        verbose_name_plural = _("menu items")

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        super().clean()
        if bool(self.page_id) == bool(self.link):
            raise ValidationError({"link": _("Choose a page or give an address, one of the two.")})
