"""The columns of an import: the fields of the list's own form, and how the text of a cell becomes their value."""

import dataclasses
import difflib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ioc_site.common.folding import fold

YES, NO = ("1", "true", "yes", "có", "x"), ("0", "false", "no", "không", "")
EMPTY = ("", "-")  # what modeladmin's export writes for nothing
# By which of its values a row of another list is named in a file, in this order; its text always counts too.
NAMES = ("code", "username", "slug", "eid")


class BadCell(Exception):
    """A cell that cannot be the value of its field; the text says what would be right."""


@dataclasses.dataclass
class Column:
    """One field of the form: ``name`` within the form and ``heading`` in files."""

    name: str
    field: forms.Field
    heading: str
    _known: dict[str, list[Any]] | None = dataclasses.field(default=None, repr=False)

    def read(self, text: str) -> list[str]:
        """The value as the form is sent it, one text for each choice; raises ``BadCell``."""
        text = "" if text in EMPTY else text
        if isinstance(self.field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
            return [value for part in text.split(";") if part.strip() for value in [self._choice(part.strip())]]
        if isinstance(self.field, forms.ChoiceField):  # also of rows of another list
            return [self._choice(text)] if text else [""]
        if isinstance(self.field, forms.BooleanField):
            return self._flag(text)
        if isinstance(self.field, forms.FloatField | forms.DecimalField) and text.count(",") == 1 and "." not in text:
            return [number_format(text.replace(",", "."), use_l10n=True)]
        return [text]

    def write(self, value: Any) -> str:
        """The value of a row, as ``read`` takes it."""
        if isinstance(self.field, forms.ModelMultipleChoiceField):
            return "; ".join(sorted(_name_of(row) for row in value))
        if isinstance(self.field, forms.ModelChoiceField):
            row = _rows_of(self.field).filter(pk=value).first() if value else None
            return _name_of(row) if row else ""
        if isinstance(self.field, forms.MultipleChoiceField):
            return "; ".join(map(str, value or ()))
        if isinstance(self.field, forms.BooleanField):
            return "1" if value else "0"
        return "" if value is None else str(value)

    def _flag(self, text: str) -> list[str]:
        if fold(text) in map(fold, YES):
            return ["on"]
        if fold(text) in map(fold, NO):
            return []
        raise BadCell(_("Write 1 for yes or 0 for no."))

    def _choice(self, text: str) -> str:
        known = self._choices()
        found = known.get(text) or known.get(fold(text)) or []
        if len(found) == 1:
            return str(found[0])
        if len(found) > 1:
            raise BadCell(_("Several rows are called so; give the one that is meant by its code or slug."))
        near = difflib.get_close_matches(fold(text), known, n=1, cutoff=0.6)
        if near:
            raise BadCell(_("There is no such choice. Is “%(near)s” meant?") % {"near": near[0]})
        some = ", ".join(list(known)[:6])
        raise BadCell(_("There is no such choice. Possible are, for example: %(some)s.") % {"some": some})

    def _choices(self) -> dict[str, list[Any]]:
        """Values by what names them, as written and folded; read once for the whole file."""
        if self._known is None:
            known: dict[str, list[Any]] = defaultdict(list)
            for value, names in self._named_values():
                for name in dict.fromkeys(names):
                    if value not in known[name]:
                        known[name].append(value)
            self._known = known
        return self._known

    def _named_values(self) -> list[tuple[Any, list[str]]]:
        choices: Any = self.field
        if isinstance(choices, forms.ModelChoiceField):
            key = choices.to_field_name or "pk"
            return [
                (getattr(row, key), [*_names_of(row), fold(str(row))])
                for row in _rows_of(choices)  # cut by the form itself where not everybody may choose all
            ]
        flat = [(value, str(label)) for value, label in choices.choices if value not in ("", None)]
        return [(value, [str(value), label, fold(label)]) for value, label in flat]


def _rows_of(field: forms.ModelChoiceField[Any]) -> QuerySet[Any]:
    return cast(QuerySet[Any], field.queryset).all()


def _names_of(row: Any) -> list[str]:
    return [str(value) for name in NAMES if (value := getattr(row, name, ""))] + [str(row)]


def _name_of(row: Any) -> str:
    """What names the row in a file: its slug where it has one (codes of areas were used again), else its code."""
    return str(getattr(row, "slug", "") or _names_of(row)[0])


def columns_of(form_class: Any, headings: Any) -> list[Column]:
    """The columns of a form, its keys first; files are not imported."""
    return [
        Column(name, form_field, str(headings(name)))
        for name, form_field in form_class.base_fields.items()
        if not isinstance(form_field, forms.FileField)
    ]


def match_headings(headings: Sequence[str], columns: Sequence[Column]) -> tuple[list[Column | None], list[str]]:
    """The column of each heading, and what is wrong with the headings."""
    known = {fold(column.heading): column for column in columns} | {column.name: column for column in columns}
    found: list[Column | None] = []
    faults = []
    for heading in headings:
        column = known.get(fold(heading)) or known.get(heading)
        if column is None:
            near = difflib.get_close_matches(fold(heading), [fold(column.heading) for column in columns], n=1)
            meant = _("Is “%(near)s” meant?") % {"near": known[near[0]].heading} if near else ""
            faults.append(
                _("The heading “%(heading)s” is not known.") % {"heading": heading[:60]} + f" {meant}".rstrip()
            )
        elif column in found:
            faults.append(_("The heading “%(heading)s” stands there twice.") % {"heading": heading[:60]})
            column = None
        found.append(column)
    return found, faults
