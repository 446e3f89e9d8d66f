"""A score in words: colours alone tell nothing to those who do not see them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from home.duties.measuring import FAIR, GOOD


@dataclass(frozen=True, slots=True)
class Level:
    """How good a score is: ``code`` for style, ``label`` in words, ``sign`` for tight places."""

    code: str
    label: Any
    sign: str


MET = Level("good", pgettext_lazy("compliance", "Met"), "✓")
NEARLY = Level("fair", pgettext_lazy("compliance", "Nearly met"), "!")
NOT_MET = Level("poor", pgettext_lazy("compliance", "Not met"), "✗")
NOTHING = Level("nothing", _("Nothing to judge"), "·")
UNMEASURED = Level("unmeasured", _("Not measured"), "–")
LEVELS = (MET, NEARLY, NOT_MET, NOTHING, UNMEASURED)


def level_of(score: float | None, *, is_measured: bool = True) -> Level:
    """From 90 on met, from 75 nearly met (the thresholds of data quality); ``None`` where nothing was assessed."""
    if not is_measured:
        return UNMEASURED
    if score is None:
        return NOTHING
    return MET if score >= GOOD else NEARLY if score >= FAIR else NOT_MET
