"""The import as a resource of django-import-export: one transaction, each row through the list's own form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import Result, RowResult
from tablib import Dataset
from wagtail.log_actions import log

from subsystems.agencies.models import User
from subsystems.agencies.scoped_admin.imports.columns import BadCell, Column, columns_of, match_headings
from subsystems.agencies.scoped_admin.imports.files import Table
from subsystems.agencies.scoped_admin.policies import policy_of

_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: row of the file (0: its headings), column, what stands there, what would be right."""

    row: int
    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is new or changes; ``fields`` are (heading, before, after) of what changes."""

    row: int
    label: str
    is_new: bool
    fields: tuple[tuple[str, str, str], ...]


class ReferenceResource(Resource):
    """Imports one list for one user. After ``run``: ``faults``, ``changes`` and how many rows are ``unchanged``."""

    class Meta:
        use_transactions = True
        instance_loader_class = BaseInstanceLoader  # rows are found by ``_rows``
        import_id_fields = ()
        report_skipped = False
        skip_diff = True
        clean_model_instances = False

    def __init__(self, form_class: Any, columns: Sequence[Column], key: Sequence[str], user: User) -> None:
        super().__init__()
        self.form_class, self.columns, self.key, self.user = form_class, columns, tuple(key), user
        self.model: type[Model] = form_class._meta.model
        self.faults: list[Fault] = []
        self.changes: list[Change] = []
        self.unchanged = 0
        self._seen: dict[tuple[str, ...], int] = {}
        self._rows: dict[tuple[str, ...], Model] = {}
        self._numbers: list[int] = []

    def run(self, table: Table, *, dry_run: bool) -> bool:
        """Check all rows and write them, unless it is a ``dry_run`` or any row is wrong. Whether nothing was wrong."""
        columns = self._check_headings(table)
        if self.faults:
            return False
        names = [column.name if column else "" for column in columns]
        data = Dataset(headers=[*names, ""])
        width = len(names)
        for number, row in zip(table.numbers, table.rows, strict=True):
            if any(row[width:]):
                self._fault(number, "", " ".join(row[width:]), _("There is no heading above this cell."))
            data.append([*row[:width], ""])
        self._numbers = table.numbers
        self._rows = {self._key_of(row): row for row in self._all_rows()}
        result = self.import_data(data, dry_run=dry_run or bool(self.faults), rollback_on_validation_errors=True)
        return not (self.faults or result.has_errors())

    def import_row(self, row: dict[str, str], instance_loader: Any, **kwargs: Any) -> RowResult:
        """Check and save one row; whatever is wrong becomes a fault."""
        number, result, before = self._numbers[kwargs["row_number"] - 1], RowResult(), len(self.faults)
        cells = self._read_cells(number, row)
        if len(self.faults) == before:
            result.import_type = self._take(number, row, cells)
        if len(self.faults) > before:
            result.import_type = RowResult.IMPORT_TYPE_INVALID
            result.validation_error = ValidationError([fault.message for fault in self.faults[before:]])
        return result

    def handle_import_error(self, result: Result, error: Exception, raise_errors: bool = False) -> None:
        raise error  # what is wrong with the file is a fault; anything else is ours, and must be seen

    def _check_headings(self, table: Table) -> list[Column | None]:
        columns, faults = match_headings(table.headings, self.columns)
        for fault in faults:
            self._fault(0, "", "", fault)
        given = {column.name for column in columns if column}
        for column in self.columns:
            if column.name in self.key and column.name not in given:
                self._fault(0, column.heading, "", _("This column is needed to tell the rows apart."))
        return columns

    def _read_cells(self, number: int, row: dict[str, str]) -> dict[str, list[str]]:
        cells = {}
        for column in self.columns:
            if column.name not in row:
                continue
            try:
                cells[column.name] = column.read(row[column.name])
            except BadCell as error:
                self._fault(number, column.heading, row[column.name], str(error))
        return cells

    def _take(self, number: int, row: dict[str, str], cells: dict[str, list[str]]) -> str:
        """Create, change or skip; the kind of result."""
        key = tuple("|".join(cells[name]) for name in self.key)
        if key in self._seen:
            first = self.columns[0] if not self.key else next(c for c in self.columns if c.name == self.key[0])
            message = _("Row %(row)s is about the same entry.") % {"row": self._seen[key]}
            self._fault(number, first.heading, row[first.name], message)
            return ""
        self._seen[key] = number
        instance = self._rows.get(key)
        if not self._may(number, instance):
            return ""
        form = self._bound_form(instance, cells)
        if instance is not None and not form.has_changed():
            self.unchanged += 1
            return RowResult.IMPORT_TYPE_SKIP
        shown = self._shown_changes(form) if instance is not None else ()
        if not form.is_valid():
            self._refuse(number, row, form)
            return ""
        try:
            saved = form.save()
        except ValidationError as error:  # what only the service checks
            self._refuse_messages(number, row, error)
            return ""
        log(
            instance=saved,
            action="wagtail.edit" if instance else "wagtail.create",
            user=self.user,
            content_changed=True,
        )
        self.changes.append(Change(number, str(saved), instance is None, shown))
        return RowResult.IMPORT_TYPE_UPDATE if instance else RowResult.IMPORT_TYPE_NEW

    def _may(self, number: int, instance: Model | None) -> bool:
        policy = policy_of(self.model)
        decision = policy.decide(self.user, "change" if instance else "add", instance)
        visible = instance is None or policy.user_has_permission_for_instance(self.user, "change", instance)
        if not decision or not visible:
            self._fault(number, "", str(instance or ""), str(getattr(decision, "reason", _("Nobody may do this."))))
        return bool(decision) and visible

    def _bound_form(self, instance: Model | None, cells: dict[str, list[str]]) -> Any:
        """The form as if sent from the row's screen with the cells of the file typed in."""
        options = {"for_user": self.user}
        blank = self.form_class(instance=instance or self.model(), **options)
        sent: MultiValueDict = MultiValueDict()
        for name, field in blank.fields.items():
            if name in cells:
                values: Any = cells[name]
            else:
                value = field.prepare_value(blank.get_initial_for_field(field, name))
                values = value if isinstance(value, list | tuple) else [value]
                if value in (None, False):
                    values = []
            sent.setlist(name, ["on" if value is True else value for value in values])
        return self.form_class(sent, instance=instance or self.model(), **options)

    def _shown_changes(self, form: Any) -> tuple[tuple[str, str, str], ...]:
        changed = set(form.changed_data)
        return tuple(
            (
                column.heading,
                column.write(form.get_initial_for_field(form.fields[column.name], column.name)),
                "; ".join(map(str, form.data.getlist(column.name))),
            )
            for column in self.columns
            if column.name in changed
        )

    def _refuse(self, number: int, row: dict[str, str], form: Any) -> None:
        headings = {column.name: column.heading for column in self.columns}
        for name, messages in form.errors.items():
            for message in messages:
                self._fault(number, headings.get(name, ""), row.get(name, ""), str(message))

    def _refuse_messages(self, number: int, row: dict[str, str], error: ValidationError) -> None:
        headings = {column.name: column.heading for column in self.columns}
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in found.items():
            for message in messages:
                self._fault(number, headings.get(name, ""), row.get(name, ""), message)

    def _fault(self, row: int, column: str, value: str, message: str) -> None:
        value = value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}…"
        self.faults.append(Fault(row, column, value, message))

    def _all_rows(self) -> Any:
        """All rows, also those that the user may not see: else a file could make them twice."""
        return self.model._default_manager.all()

    def _key_of(self, row: Model) -> tuple[str, ...]:
        fields: list[Any] = [row._meta.get_field(name) for name in self.key]
        values = (field.value_from_object(row) for field in fields)
        return tuple("" if value is None else str(value) for value in values)


def resource_for(model_admin: Any, user: User) -> ReferenceResource:
    """The import of a list of modeladmin, for one user."""
    form_class = model_admin.get_edit_handler().bind_to_model(model_admin.model).get_form_class()
    fields = {field.name: field for field in model_admin.model._meta.get_fields() if hasattr(field, "verbose_name")}
    columns = columns_of(form_class, lambda name: form_class.base_fields[name].label or fields[name].verbose_name)
    return ReferenceResource(form_class, columns, model_admin.import_key, user)


def exported_rows(resource: ReferenceResource, rows: Any) -> list[list[str]]:
    """Rows of the list as a file that can be imported again."""
    forms = (resource.form_class(instance=row, for_user=resource.user) for row in rows)
    return [
        [column.write(form.get_initial_for_field(column.field, column.name)) for column in resource.columns]
        for form in forms
    ]
