"""The blocks of which staff compose a dashboard in the admin; drafts and approval are those of the component's page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ioc_site.common.subsystems import Subsystem
from subsystems.indicators.models import Indicator


def indicator_choices() -> list[tuple[str, str]]:
    """All indicators by component: code and name. One query."""
    labels = dict(Subsystem.choices)
    rows = Indicator.objects.values_list("code", "name", "subsystem", "is_public")
    internal = _("internal")
    return [
        (code, f"{labels[subsystem]}: {name}" + ("" if is_public else f" ({internal})"))
        for code, name, subsystem, is_public in rows
    ]


class _Base(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)


class KeyFiguresBlock(_Base):
    """Cards of some indicators, or of all of the component."""

    indicators = blocks.MultipleChoiceBlock(
        label=_("Indicators"), choices=indicator_choices, required=False, help_text=_("None chosen: all of them.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Key figures")


class _OfIndicator(_Base):
    indicator = blocks.ChoiceBlock(label=_("Indicator"), choices=indicator_choices)


class TrendBlock(_OfIndicator):
    """The line of one indicator with target and last year."""

    class Meta:
        icon = "history"
        label = _("Trend")


class AreasBlock(_OfIndicator):
    """The areas side by side: bars, map, table."""

    class Meta:
        icon = "site"
        label = _("Comparison of areas")


class PartsBlock(_OfIndicator):
    """The parts of one indicator."""

    class Meta:
        icon = "table"
        label = _("Breakdown")


class NoteBlock(_Base):
    """What staff have to say of a figure, such as why it jumped."""

    indicator = blocks.ChoiceBlock(label=_("Indicator"), choices=indicator_choices, required=False)
    text = blocks.TextBlock(label=_("Text"), max_length=1000, rows=3)

    class Meta:
        icon = "info-circle"
        label = _("Note")


class WordsBlock(_Base):
    """Words between the figures."""

    text = blocks.TextBlock(label=_("Text"), max_length=4000, rows=5)

    class Meta:
        icon = "pilcrow"
        label = _("Text")


class DashboardBlock(blocks.StreamBlock):
    """All that a dashboard is composed of."""

    key_figures = KeyFiguresBlock()
    trend = TrendBlock()
    areas = AreasBlock()
    parts = PartsBlock()
    note = NoteBlock()
    text = WordsBlock()

    class Meta:
        max_num = 20

    def clean(self, value: Any) -> Any:
        """Not more details than a page can carry."""
        cleaned = super().clean(value)
        detailed = [child for child in cleaned if child.block_type in ("trend", "areas", "parts")]
        if len(detailed) > _DETAILS:
            raise blocks.StreamBlockValidationError(
                non_block_errors=[_("At most %(most)s trends, comparisons and breakdowns.") % {"most": _DETAILS}]
            )
        return cleaned


_DETAILS = 12
