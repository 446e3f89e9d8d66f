"""Sources: where news about the province is published, how they are read, and how they fare."""

from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from subsystems.agencies.scoping import AnyUser
from subsystems.monitoring.enums import CheckOutcome, Method, SourceKind, Trust
from subsystems.monitoring.roles import reads_everything


class SourceQuerySet(models.QuerySet):
    """Sources and who may see them."""

    def visible_to(self, user: AnyUser) -> Self:
        """Staff of the component; agencies see what concerns them through matters, not the list of sources."""
        return self if reads_everything(user) else self.none()

    def due(self, now: Any) -> Self:
        """Sources that are to be visited now."""
        return self.filter(is_active=True, next_visit_at__lte=now).exclude(method=Method.HAND)


class Source(models.Model):
    """A public place of publication that is read by a schedule (Article 5 clause 6 of the regulation).

    ``selector`` (CSS) names the links of a listing page. ``delay_seconds`` is the pause between two requests to one
    host; the site's own ``Crawl-delay`` counts when it is longer. ``etag``, ``modified`` and ``content_hash`` let an
    unchanged answer be recognised before anything of it is parsed. ``errors`` counts failures in a row.
    """

    name = models.CharField(_("name"), max_length=150, unique=True)
    url = models.URLField(_("address that is read"), max_length=500, blank=True)
    home_url = models.URLField(_("address for readers"), max_length=500, blank=True)
    owner = models.CharField(_("owner"), max_length=200, blank=True, help_text=_("Who publishes it."))
    kind = models.CharField(_("kind"), max_length=10, choices=SourceKind.choices, default=SourceKind.PRESS)
    method = models.CharField(_("how it is read"), max_length=10, choices=Method.choices, default=Method.FEED)
    trust = models.PositiveSmallIntegerField(_("trust"), choices=Trust.choices, default=Trust.ORDINARY)
    selector = models.CharField(
        _("selector of the links"), max_length=200, blank=True, help_text=_("CSS, for example: h3.title a")
    )
    only_below = models.CharField(
        _("only addresses that begin with"),
        max_length=300,
        blank=True,
        help_text=_("For sitemaps and lists with more than news."),
    )
    reads_articles = models.BooleanField(
        _("read the whole articles"), default=True, help_text=_("Otherwise the summary of the feed has to do.")
    )
    every_minutes = models.PositiveIntegerField(
        _("visit every … minutes"), default=30, validators=[MinValueValidator(5), MaxValueValidator(10080)]
    )
    delay_seconds = models.PositiveSmallIntegerField(
        _("seconds between two requests"), default=2, validators=[MaxValueValidator(120)]
    )
    silent_after_hours = models.PositiveIntegerField(
        _("alarm after … hours without news"), default=72, validators=[MinValueValidator(1), MaxValueValidator(8760)]
    )
    is_active = models.BooleanField(_("is read"), default=True)
    is_demo = models.BooleanField(_("illustrative data"), default=False, editable=False)

    host = models.CharField(_("host"), max_length=255, blank=True, editable=False)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    modified = models.CharField(max_length=100, blank=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    next_visit_at = models.DateTimeField(_("next visit"), default=timezone.now, editable=False)
    visited_at = models.DateTimeField(_("last visit"), null=True, editable=False)
    succeeded_at = models.DateTimeField(_("last success"), null=True, editable=False)
    news_at = models.DateTimeField(_("last news"), null=True, editable=False)
    errors = models.PositiveSmallIntegerField(_("failures in a row"), default=0, editable=False)
    error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)
    silent_since = models.DateTimeField(_("silent since"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[Any] = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]
        indexes = [
            models.Index(fields=["next_visit_at"], name="source_due", condition=models.Q(is_active=True)),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.host = host_of(self.url)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.method != Method.HAND and not self.url:
            raise ValidationError({"url": _("A source that is read needs an address.")})
        if self.method == Method.LISTING and not self.selector:
            raise ValidationError({"selector": _("Say which links of the page are news.")})
        if self.selector:
            _check_selector(self.selector)


def _check_selector(selector: str) -> None:
    import cssselect

    try:
        cssselect.HTMLTranslator().css_to_xpath(selector)
    except cssselect.SelectorError:
        raise ValidationError({"selector": _("This is not a CSS selector.")}) from None


def host_of(url: str) -> str:
    """The host and port that a pause between requests counts for; empty for what is no address."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()[:255]
    except ValueError:
        return ""


class Host(models.Model):
    """What is known of a host, for all sources on it: its rules for robots and when it may be asked again."""

    name = models.CharField(max_length=255, unique=True)
    robots = models.TextField(blank=True)
    robots_at = models.DateTimeField(null=True)
    free_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")

    def __str__(self) -> str:
        return self.name


class Check(models.Model):
    """One visit to a source and how it ended; kept for some weeks as the source's health record."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField(_("time"), db_index=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=CheckOutcome.choices)
    status = models.PositiveSmallIntegerField(null=True)
    found = models.PositiveIntegerField(_("entries"), default=0)
    new = models.PositiveIntegerField(pgettext_lazy("mentions", "new"), default=0)
    message = models.CharField(_("message"), max_length=300, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [models.Index(fields=["source", "-at"], name="check_of_source")]

    def __str__(self) -> str:
        return f"{self.source} {self.at:%d/%m/%Y %H:%M}"
