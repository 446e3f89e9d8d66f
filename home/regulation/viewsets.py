"""The screens on which staff keep law text: drafts, preview, history and approval, never publishing one's own."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from home.content.models import PublishingRefused
from home.content.viewsets import SaysWhyRefused
from home.regulation.admin_forms import AmendmentForm, ProvisionVersionForm
from home.regulation.models import Amendment, CitedDocument, Document, Ground, ProvisionVersion
from ioc_site.common.folding import fold
from ioc_site.common.vietnamese import short_date
from subsystems.agencies.scoped_admin.viewsets import ScopedSnippetViewSet


class _OnlyByApproval:
    """An editor saves drafts and hands them in; whoever approves does it through the workflow."""

    def get_available_actions(self) -> list[str]:
        return [action for action in super().get_available_actions() if action != "publish"]  # type: ignore[misc]

    def run_action_method(self) -> HttpResponse | None:
        """What was typed is saved as a draft already; where approving it fails, the reason is said."""
        try:
            return super().run_action_method()  # type: ignore[misc]
        except PublishingRefused as refusal:
            messages.error(self.request, str(refusal))  # type: ignore[attr-defined]
            return redirect(self.get_edit_url())  # type: ignore[attr-defined]


class LawTextCreateView(_OnlyByApproval, snippets.CreateView):
    """A new draft."""


class LawTextEditView(_OnlyByApproval, snippets.EditView):
    """The latest draft."""


class LawTextWorkflowActionView(SaysWhyRefused, snippets.WorkflowActionView):
    """Approves or sends back from the lists and previews of the admin."""


class FoldedIndexView(snippets.IndexView):
    """The list of provisions, searched without marks: ``dieu 8`` finds Điều 8."""

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("provision__document", "amendment")

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        for word in fold(self.search_query).split() if self.search_query else ():
            queryset = queryset.filter(folded__contains=word)
        return queryset


class DayPanel(FieldPanel):
    """A day that is only shown; a dash where it is open."""

    def format_value_for_display(self, value: date | None) -> str:
        return short_date(value) if value else "–"


class LawTextViewSet(ScopedSnippetViewSet):
    """What the screens have in common."""

    add_view_class = LawTextCreateView
    edit_view_class = LawTextEditView
    workflow_action_view_class = LawTextWorkflowActionView
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 50
    # Nobody has a rule for unpublishing; cancelling an approval is for those who may write.
    view_actions: ClassVar[dict[str, str]] = {
        "unpublish_view_class": "unpublish",
        "confirm_workflow_cancellation_view_class": "change",
    }


class ProvisionVersionViewSet(LawTextViewSet):
    model = ProvisionVersion
    base_url_path = "quy-che/noi-dung"
    icon = "doc-full"
    menu_label = _("Provision texts")
    index_view_class = FoldedIndexView
    search_fields = ("folded",)
    list_display = (
        "__str__",
        Column("excerpt", label=pgettext_lazy("law", "Text")),
        Column("valid_from", label=_("In force from"), sort_key="valid_from"),
        Column("valid_to", label=_("In force to"), sort_key="valid_to"),
        Column("amendment", label=_("Amendment")),
    )
    list_filter = {"provision__part": ["exact"], "provision__kind": ["exact"], "amendment": ["exact"]}
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "Correct here what was copied wrongly from the signed document. What a later decision changes is "
                    "entered as an amendment."
                )
            ),
            FieldPanel("provision", read_only=True),
            FieldRowPanel([DayPanel("valid_from", read_only=True), DayPanel("valid_to", read_only=True)]),
            FieldPanel("heading"),
            FieldPanel("text"),
        ],
        base_form_class=ProvisionVersionForm,
    )


class AmendmentViewSet(LawTextViewSet):
    model = Amendment
    base_url_path = "quy-che/sua-doi"
    icon = "edit"
    menu_label = _("Amendments")
    list_display = ("number", "title", "document", "issued_on", "effective_from", "withdrawn")
    list_filter = ("document", "withdrawn")
    edit_handler = ObjectList(
        [
            FieldPanel("document"),
            FieldPanel("number"),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("issued_on"), FieldPanel("effective_from")]),
            FieldPanel("file"),
            InlinePanel(
                "changes",
                heading=pgettext_lazy("law", "Changes"),
                label=pgettext_lazy("law", "Change"),
                panels=[
                    FieldRowPanel([FieldPanel("action"), FieldPanel("place")]),
                    FieldPanel("heading"),
                    FieldPanel("text"),
                ],
                help_text=_("Where a replacement leaves the heading or the text empty, what stood there stays."),
            ),
            FieldPanel("withdrawn"),
        ],
        base_form_class=AmendmentForm,
    )


class GroundViewSet(LawTextViewSet):
    model = Ground
    base_url_path = "quy-che/can-cu"
    icon = "list-ul"
    menu_label = _("Grounds")
    list_display = ("__str__", "document", "position")
    list_filter = ("document",)
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("document"), FieldPanel("position")]),
            FieldPanel("text"),
            FieldPanel("cites", widget=CheckboxSelectMultiple),
        ]
    )


class CitedDocumentViewSet(LawTextViewSet):
    model = CitedDocument
    base_url_path = "quy-che/vien-dan"
    icon = "link"
    menu_label = _("Cited documents")
    list_display = ("number", "title", "valid_from", "valid_to", "successor", "reviewed_on")
    search_fields = ("number", "title")
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("number"), FieldPanel("title"), FieldPanel("cited_as")],
                heading=pgettext_lazy("law", "Document"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
                    FieldPanel("successor"),
                    FieldPanel("reviewed_on"),
                    FieldPanel("source"),
                ],
                heading=_("Standing"),
            ),
        ]
    )


class DocumentViewSet(LawTextViewSet):
    model = Document
    base_url_path = "quy-che/van-ban"
    icon = "doc-full-inverse"
    menu_label = _("Legal documents")
    list_display = ("__str__", "title", "issued_on", "valid_from", "valid_to")
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("kind"), FieldPanel("number"), FieldPanel("title"), FieldPanel("authority")],
                heading=_("Decision"),
            ),
            MultiFieldPanel([FieldPanel("enclosure_kind"), FieldPanel("enclosure_title")], heading=_("Regulation")),
            MultiFieldPanel(
                [
                    FieldPanel("issuer"),
                    FieldRowPanel([FieldPanel("place"), FieldPanel("issued_on")]),
                    FieldRowPanel([DayPanel("valid_from", read_only=True), FieldPanel("valid_to")]),
                    FieldPanel("signed_for"),
                    FieldPanel("recipients"),
                ],
                heading=_("Issue"),
            ),
        ]
    )


class RegulationGroup(SnippetViewSetGroup):
    menu_label = _("Regulation")
    menu_icon = "doc-full"
    menu_order = 250
    items: tuple[Any, ...] = (
        ProvisionVersionViewSet,
        AmendmentViewSet,
        GroundViewSet,
        CitedDocumentViewSet,
        DocumentViewSet,
    )
