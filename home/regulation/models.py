"""Legal documents as structured content: every chapter, article, clause and point is a row with its own address.

What a provision *is* (its place and its id) never changes; what it *says* is a ``ProvisionVersion``, in force from
one day to another. The first version comes with the document, each later one with an ``Amendment``. Staff change law
text in two ways only: a *correction* edits a version (it was copied wrongly), an *amendment* brings new versions.
Both are drafts until somebody else has approved them (``LawText``).
"""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from home.regulation.enums import ChangeAction, Part, ProvisionKind
from home.regulation.law_text import LawText, LawTextQuerySet, SourcedText
from ioc_site.common.citations import Citation
from ioc_site.common.folding import fold
from subsystems.agencies.models import Validity, ValidityQuerySet


class SpanQuerySet(LawTextQuerySet, ValidityQuerySet):  # type: ignore[override]
    """Law text that holds for a span of days."""


class Document(SourcedText, Validity):
    """A decision and the regulation that it issues; ``valid_from`` is the day on which it took effect."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True, editable=False)
    number = models.CharField(pgettext_lazy("law", "number"), max_length=60)
    kind = models.CharField(pgettext_lazy("law", "kind"), max_length=60)
    title = models.CharField(pgettext_lazy("law", "title"), max_length=500)
    issuer = models.CharField(_("issuer"), max_length=255)
    authority = models.CharField(_("issuing authority"), max_length=255)
    place = models.CharField(pgettext_lazy("law", "place"), max_length=100)
    issued_on = models.DateField(_("issued on"))
    signed_for = models.CharField(_("signed for"), max_length=100, blank=True)
    valid_from = models.DateField(_("in force from"))
    recipients = models.TextField(_("recipients"), blank=True, help_text=_("One a line."))
    enclosure_kind = models.CharField(_("kind of the regulation"), max_length=60)
    enclosure_title = models.CharField(_("title of the regulation"), max_length=500)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal document")
        verbose_name_plural = _("legal documents")
        ordering = ["-issued_on"]

    def __str__(self) -> str:
        return f"{self.kind.capitalize()} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("regulation:document", args=[self.slug])

    @property
    def url(self) -> str:
        return self.get_absolute_url()

    @property
    def enclosure_name(self) -> str:
        """``Quy chế tạm thời quản lý, vận hành …``, in running text."""
        return f"{self.enclosure_kind.capitalize()} {self.enclosure_title[:1].lower()}{self.enclosure_title[1:]}"

    @property
    def recipient_lines(self) -> list[str]:
        return [line.strip() for line in self.recipients.splitlines() if line.strip()]


class Provision(models.Model):
    """A place in a document; what it says is in its versions.

    ``number`` is written as in the document (``II``, ``8``, ``8a``, ``đ``); ``position`` sorts it among its siblings
    and ``path`` within its document. ``eid`` is the anchor on the page and the eId in Akoma Ntoso.
    """

    document = models.ForeignKey(
        Document, verbose_name=_("legal document"), on_delete=models.PROTECT, related_name="provisions"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=pgettext_lazy("law", "parent"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    part = models.CharField(pgettext_lazy("law", "part"), max_length=10, choices=Part.choices)
    kind = models.CharField(pgettext_lazy("law", "kind"), max_length=10, choices=ProvisionKind.choices)
    number = models.CharField(pgettext_lazy("law", "number"), max_length=10)
    eid = models.CharField(_("anchor"), max_length=80)
    position = models.PositiveIntegerField(pgettext_lazy("law", "position"))
    path = models.CharField(max_length=80, editable=False)

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        ordering = ["document", "path"]
        constraints = [models.UniqueConstraint(fields=["document", "eid"], name="provision_eid")]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.path = f"{self.parent.path if self.parent else self.part[0]}.{self.position:07}"
        super().save(*args, **kwargs)

    @property
    def citation(self) -> Citation | None:
        """How lawyers cite it; a chapter is not cited."""
        if self.kind == ProvisionKind.CHAPTER:
            return None
        return Citation.from_eid(self.document.slug, self.eid)

    @property
    def label(self) -> str:
        """``điểm a khoản 5 Điều 8``, ``Chương II``."""
        citation = self.citation
        return citation.label if citation else f"Chương {self.number}"


class ProvisionVersionQuerySet(LawTextQuerySet):
    """Versions that count: drafts and those of withdrawn amendments are not ``live``."""

    def in_force(self, on: date) -> "ProvisionVersionQuerySet":
        """The text of each provision on a day, repeals included."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), live=True, valid_from__lte=on)


class ProvisionVersion(SourcedText):
    """What a provision says from ``valid_from`` to ``valid_to`` (its last day, empty while nothing replaced it).

    A version whose last day lies before its first was never in force: another amendment with the same day came later.
    ``repealed`` means that the provision says nothing any more from that day on.
    """

    kept_when_reverting: ClassVar[tuple[str, ...]] = (
        *SourcedText.kept_when_reverting,
        *("provision", "amendment", "valid_from", "valid_to", "repealed"),
    )

    provision = models.ForeignKey(
        Provision, verbose_name=_("provision"), on_delete=models.PROTECT, related_name="versions", editable=False
    )
    amendment = models.ForeignKey(
        "Amendment",
        verbose_name=_("amendment"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="versions",
        editable=False,
    )
    heading = models.CharField(pgettext_lazy("law", "heading"), max_length=500, blank=True)
    text = models.TextField(pgettext_lazy("law", "text"), blank=True, max_length=20_000)
    valid_from = models.DateField(_("in force from"), editable=False)
    valid_to = models.DateField(_("in force to"), null=True, blank=True, editable=False)
    repealed = models.BooleanField(_("repealed"), default=False, editable=False)
    folded = models.TextField(editable=False, default="")

    objects = ProvisionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("provision text")
        verbose_name_plural = _("provision texts")
        ordering = ["provision__document", "provision__path", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["provision"], condition=Q(amendment__isnull=True), name="provision_original_once"
            ),
            models.UniqueConstraint(fields=["provision", "amendment"], name="provision_amended_once"),
        ]

    def __str__(self) -> str:
        return f"{self.provision.label} ({self.amendment.number})" if self.amendment else self.provision.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = folded_version(self)
        super().save(*args, **kwargs)

    @property
    def excerpt(self) -> str:
        """The beginning of what it says, for lists."""
        return Truncator(self.heading or self.text).chars(90)

    def get_absolute_url(self) -> str:
        return f"{self.provision.document.url}#{self.provision.eid}"

    @property
    def url(self) -> str:
        return self.get_absolute_url()


def folded_version(version: ProvisionVersion) -> str:
    """What ``ProvisionVersion.folded`` holds, so that ``dieu 8`` finds Điều 8; bulk writes call it themselves."""
    return fold(f"{version.provision.label} {version.heading} {version.text}")


class Amendment(LawText, ClusterableModel):  # type: ignore[django-manager-missing]
    """A later decision that changes provisions of a document from ``effective_from`` on.

    Publishing it puts its changes in force (``services.apply_amendment``); a withdrawn one counts for nothing.
    """

    document = models.ForeignKey(
        Document, verbose_name=_("legal document"), on_delete=models.PROTECT, related_name="amendments"
    )
    number = models.CharField(
        pgettext_lazy("law", "number"), max_length=60, help_text=_("As written on it, such as 123/QĐ-UBND.")
    )
    title = models.CharField(pgettext_lazy("law", "title"), max_length=500)
    issued_on = models.DateField(_("issued on"))
    effective_from = models.DateField(_("in force from"))
    file = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("signed copy"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    withdrawn = models.BooleanField(
        _("withdrawn"), default=False, help_text=_("A withdrawn amendment counts for nothing, from the start.")
    )

    objects = LawTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["-effective_from", "-issued_on"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="amendment_number")]

    def __str__(self) -> str:
        return f"Quyết định {self.number}"


class AmendmentChange(Orderable):
    """One change that an amendment makes; ``place`` is typed as lawyers cite it (``khoản 5 Điều 8``)."""

    amendment = ParentalKey(Amendment, on_delete=models.CASCADE, related_name="changes")
    action = models.CharField(
        pgettext_lazy("law", "action"), max_length=10, choices=ChangeAction.choices, default=ChangeAction.REPLACE
    )
    place = models.CharField(
        _("provision"), max_length=100, help_text=_("As it is cited: “điểm a khoản 5 Điều 8”, “Điều 8a”, “Chương II”.")
    )
    heading = models.CharField(
        pgettext_lazy("law", "heading"), max_length=500, blank=True, help_text=_("Articles and chapters only.")
    )
    text = models.TextField(pgettext_lazy("law", "text"), blank=True, max_length=20_000)

    class Meta(Orderable.Meta):
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.place}"


class CitedDocument(SourcedText, Validity):
    """A law, decree or decision that a document rests on, and what became of it.

    Without ``reviewed_on`` nobody has checked its dates yet, and the page says so instead of claiming anything.
    ``cited_as`` holds the words by which a ground names it, one a line.
    """

    number = models.CharField(pgettext_lazy("law", "number"), max_length=60, unique=True)
    title = models.CharField(pgettext_lazy("law", "title"), max_length=500)
    cited_as = models.TextField(_("cited as"), blank=True, help_text=_("The words that name it in a text, one a line."))
    successor = models.ForeignKey(
        "self", verbose_name=_("replaced by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.TextField(pgettext_lazy("law", "source"), blank=True, help_text=_("Where the dates were checked."))
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("cited document")
        verbose_name_plural = _("cited documents")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def cited_words(self) -> list[str]:
        """The words by which texts name it."""
        return [line.strip() for line in self.cited_as.splitlines() if line.strip()]


class Ground(SourcedText, ClusterableModel):
    """One ground (căn cứ) in the preamble of a document, with the documents that it names."""

    document = models.ForeignKey(
        Document, verbose_name=_("legal document"), on_delete=models.PROTECT, related_name="grounds"
    )
    position = models.PositiveIntegerField(pgettext_lazy("law", "position"))
    text = models.TextField(pgettext_lazy("law", "text"), max_length=20_000)
    cites = ParentalManyToManyField(CitedDocument, verbose_name=_("cited documents"), blank=True, related_name="+")

    objects = LawTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("ground")
        verbose_name_plural = _("grounds")
        ordering = ["document", "position"]

    def __str__(self) -> str:
        return Truncator(self.text).chars(100)
