"""The blocks that guidance, news and the pages of the components are written with.

Rich text leaves a block as it is stored (``<a linktype="page" id="3">``): ``{% body %}`` expands the links of a whole
page in one go, so that a page costs the same number of queries however many blocks it has. For the same reason the
chooser blocks read what they point to in bulk, pictures together with their renditions.

Nothing here loads anything from another site: a video is a link with its title, not a player.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from home.content.enums import Severity
from ioc_site.common.citations import Citation, find_citations
from ioc_site.common.folding import fold

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]
# The widths in which a picture is offered; the browser takes the one that fits.
PICTURE_WIDTHS = (400, 800, 1200)
PICTURE_SPECS = tuple(f"width-{width}|format-webp" for width in PICTURE_WIDTHS)


class TextBlock(blocks.RichTextBlock):
    """Running text; headings are blocks of their own so that the page can list them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=TEXT_FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "content/blocks/text.html"


class HeadingValue(StructValue):
    """A heading with the anchor by which the list of contents reaches it."""

    @property
    def anchor(self) -> str:
        return slugify(fold(self["text"])) or "muc"


class HeadingBlock(blocks.StructBlock):
    """A section (h2) or subsection (h3); the title of the page is its only h1."""

    text = blocks.CharBlock(label=_("Heading"), max_length=150)
    level = blocks.ChoiceBlock(
        label=_("Level"), choices=[("h2", _("Section")), ("h3", _("Subsection"))], default="h2", required=True
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "content/blocks/heading.html"
        value_class = HeadingValue


class StepBlock(blocks.StructBlock):
    """One thing to do: what, and how."""

    title = blocks.CharBlock(label=_("What to do"), max_length=150)
    text = TextBlock(label=_("How"), required=False)

    class Meta:
        icon = "list-ol"
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    """Steps in their order, numbered."""

    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=2)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "content/blocks/steps.html"


class NoticeBlock(blocks.StructBlock):
    """What must not be overlooked."""

    severity = blocks.ChoiceBlock(label=_("Kind"), choices=Severity.choices, default=Severity.INFO)
    title = blocks.CharBlock(label=_("Title"), max_length=150, required=False)
    text = TextBlock(label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Notice")
        template = "content/blocks/notice.html"


class TableBlock(blocks.StructBlock):
    """A table that a screen reader can follow: a caption, headed columns and, where chosen, headed rows."""

    row_headings = blocks.BooleanBlock(label=_("The first column heads its row"), required=False, default=True)
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=pgettext_lazy("cell of a table", "Words"), required=False)),
            ("number", blocks.CharBlock(label=_("Numbers"), required=False)),
        ],
        label=_("Table"),
    )

    def clean(self, value: StructValue) -> StructValue:
        cleaned = super().clean(value)
        table = cleaned["table"]
        problems = []
        if not (table.caption or "").strip():
            problems.append(_("Give the table a caption: it says what the table is about."))
        if not table.columns or not table.row_data:
            problems.append(_("A table needs at least one column and one row."))
        elif any(not column["heading"].strip() for column in table.columns):
            problems.append(_("Give every column a heading."))
        if problems:
            raise StructBlockValidationError(block_errors={"table": ValidationError(problems)})
        return cleaned

    class Meta:
        icon = "table"
        label = _("Table")
        template = "content/blocks/table.html"


class FileBlock(blocks.StructBlock):
    """A document to download."""

    document = DocumentChooserBlock(label=_("Document"))
    note = blocks.CharBlock(label=_("What it is for"), max_length=250, required=False)

    class Meta:
        icon = "doc-full-inverse"
        label = _("File")
        template = "content/blocks/file.html"


class PictureChooserBlock(ImageChooserBlock):
    """Reads its pictures together with the renditions that the page shows: two queries for any number of pictures."""

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        ids = list(values)
        pictures = self.model_class._default_manager.prefetch_renditions(*PICTURE_SPECS).in_bulk(ids)
        return [pictures.get(key) for key in ids]


class ImageBlock(blocks.StructBlock):
    """A picture; who cannot see it reads the description."""

    image = PictureChooserBlock(label=_("Picture"))
    alt_text = blocks.CharBlock(
        label=_("Description"),
        max_length=250,
        help_text=_("What the picture shows, for those who cannot see it."),
    )
    caption = blocks.CharBlock(label=_("Caption and source"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "content/blocks/image.html"


def check_https(address: str) -> None:
    """Refuse an address that is not complete and encrypted."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        raise ValidationError(_("Give the whole address, starting with https://."))


class VideoValue(StructValue):
    """A video with the site that it is on."""

    @property
    def host(self) -> str:
        return (urlsplit(self["url"]).hostname or "").removeprefix("www.")


class VideoBlock(blocks.StructBlock):
    """A link to a video; the page itself loads nothing from the other site."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    url = blocks.URLBlock(label=_("Address"), validators=[check_https])
    summary = blocks.CharBlock(
        label=_("What it says"), max_length=500, help_text=_("For those who cannot see or hear the video.")
    )
    length = blocks.CharBlock(label=_("Length"), max_length=30, required=False)

    class Meta:
        icon = "media"
        label = _("Video")
        template = "content/blocks/video.html"
        value_class = VideoValue


class QuestionBlock(blocks.StructBlock):
    """A question as people ask it, and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=250)
    answer = TextBlock(label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question")


class QuestionsBlock(blocks.StructBlock):
    """Questions and answers; the answers open without JavaScript."""

    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "content/blocks/questions.html"


class ContactBlock(blocks.StructBlock):
    """Who answers further questions, and how to reach them."""

    name = blocks.CharBlock(label=_("Who"), max_length=200)
    phone = blocks.RegexBlock(
        label=_("Telephone"),
        regex=r"^[0-9+ ().-]{3,40}$",
        required=False,
        error_messages={"invalid": _("A telephone number has digits, spaces and + ( ) . - only.")},
    )
    email = blocks.EmailBlock(label=_("E-mail"), required=False)
    address = blocks.CharBlock(label=_("Address"), max_length=250, required=False)
    hours = blocks.CharBlock(label=_("Working hours"), max_length=150, required=False)

    def clean(self, value: StructValue) -> StructValue:
        cleaned = super().clean(value)
        if not any(cleaned[field] for field in ("phone", "email", "address")):
            raise StructBlockValidationError(
                non_block_errors=ErrorList([gettext("Give a telephone number, an e-mail address or an address.")])
            )
        return cleaned

    class Meta:
        icon = "mail"
        label = _("Contact")
        template = "content/blocks/contact.html"


class ActionValue(StructValue):
    """A call to action with its target, whichever of the two was given."""

    @property
    def href(self) -> str:
        page = self["page"]
        return (page.url or "") if page else self["link"]


class ActionBlock(blocks.StructBlock):
    """The one thing that the reader came to do, as a button."""

    text = blocks.CharBlock(label=_("What it is about"), max_length=200)
    label = blocks.CharBlock(label=_("Words on the button"), max_length=60)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    link = blocks.RegexBlock(
        label=_("Address"),
        regex=r"^(/(?!/)|https://)\S*$",
        required=False,
        help_text=_("Instead of a page: an address on this site such as /phan-anh/, or one that starts with https://."),
        error_messages={"invalid": _("An address starts with / or https://.")},
    )

    def clean(self, value: StructValue) -> StructValue:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["link"]):
            raise StructBlockValidationError(
                non_block_errors=ErrorList([gettext("Choose a page or give an address, one of the two.")])
            )
        return cleaned

    class Meta:
        icon = "arrow-right"
        label = _("Call to action")
        template = "content/blocks/action.html"
        value_class = ActionValue


def read_citation(text: str) -> Citation:
    """The one citation that ``text`` is; raises ``ValidationError`` for anything else."""
    found = list(find_citations(text))
    if len(found) != 1 or text[: found[0].start].strip() or text[found[0].end :].strip(" ."):
        raise ValidationError(_("Cite one place, smallest unit first: điểm a khoản 5 Điều 8."))
    return found[0].citation


class ClauseValue(StructValue):
    """A cited place of the regulation."""

    @cached_property
    def citation(self) -> Citation | None:
        try:
            return read_citation(self["place"])
        except ValidationError:
            return None


class ClauseBlock(blocks.StructBlock):
    """A place of the regulation in its own words, as they are in force when the page is read."""

    place = blocks.CharBlock(
        label=_("Cited place"),
        max_length=60,
        validators=[read_citation],
        help_text=_("As lawyers cite it: điểm a khoản 5 Điều 8."),
    )
    note = blocks.CharBlock(label=_("What it means here"), max_length=500, required=False)

    class Meta:
        icon = "openquote"
        label = _("Clause of the regulation")
        template = "content/blocks/clause.html"
        value_class = ClauseValue


class BodyBlock(blocks.StreamBlock):
    """Everything a page can be written with."""

    text = TextBlock()
    heading = HeadingBlock()
    steps = StepsBlock()
    notice = NoticeBlock()
    questions = QuestionsBlock()
    table = TableBlock()
    image = ImageBlock()
    video = VideoBlock()
    file = FileBlock()
    clause = ClauseBlock()
    contact = ContactBlock()
    action = ActionBlock()
