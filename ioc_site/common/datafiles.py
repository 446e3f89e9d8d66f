"""Reading the YAML files below ``data/``: a wrong file is refused whole, with the line and the place in it.

A room describes the shape of its file with pydantic models (``StrictRow`` refuses keys that it does not know) and
calls ``read_data_file``; whatever is wrong becomes one ``DataFileError`` with one line for each fault.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, ValidationError

T = TypeVar("T", bound=BaseModel)
Place = Sequence[int | str]


class StrictRow(BaseModel):
    """A mapping in a data file in which every key is known."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class DataFileError(Exception):
    """A data file that cannot be loaded; ``faults`` says where and why, one line each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


class DataFile(Generic[T]):
    """A file that was read: its ``content``, and ``fault`` to complain about a place in it later."""

    def __init__(self, path: Path, root: yaml.Node, content: T) -> None:
        self.path = path
        self.content = content
        self._root = root

    def fault(self, place: Place, message: str) -> str:
        """One line that names the file, the line and the place: ``agencies.yaml, dòng 12, agencies[3].kind: …``."""
        return _describe(self.path, self._root, place, message)


def read_data_file(path: Path, shape: type[T]) -> DataFile[T]:
    """Read ``path`` and check it against ``shape``; raises ``DataFileError``."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError([_("%(path)s: cannot be read (%(why)s)") % {"path": path, "why": error}]) from error
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if root is None:
            raise DataFileError([_("%(path)s: the file is empty") % {"path": path}])
        repeated = list(_repeated_keys(root, ()))
        if repeated:
            raise DataFileError(_describe(path, root, place, _("this key stands there twice")) for place in repeated)
        raw = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else "?"
        why = getattr(error, "problem", None) or str(error).splitlines()[0]
        message = _("%(path)s, line %(line)s: not valid YAML (%(why)s)") % {"path": path, "line": line, "why": why}
        raise DataFileError([message]) from error
    try:
        return DataFile(path, root, shape.model_validate(raw))
    except ValidationError as error:
        faults = [_describe(path, root, fault["loc"], _fault_message(fault)) for fault in error.errors()]
        raise DataFileError(faults) from error


def _describe(path: Path, root: yaml.Node, place: Place, message: str) -> str:
    name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
    line = _line(root, place)
    return _("%(path)s, line %(line)s, %(place)s: %(message)s") % {
        "path": path.name,
        "line": line,
        "place": name or "/",
        "message": message,
    }


def _line(node: yaml.Node, place: Place) -> int:
    """The line of the deepest node on the way to ``place`` that exists."""
    for step in place:
        child = _child(node, step)
        if child is None:
            break
        node = child
    return node.start_mark.line + 1


def _child(node: yaml.Node, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    return None


def _repeated_keys(node: yaml.Node, place: tuple[int | str, ...]) -> Iterable[Place]:
    """YAML forbids a key twice in a mapping; PyYAML takes the last without a word."""
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield from _repeated_keys(child, (*place, index))
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, child in node.value:
            if key.value in seen:
                yield (*place, key.value)
            seen.add(key.value)
            yield from _repeated_keys(child, (*place, key.value))


def _fault_message(fault: Any) -> str:
    """What pydantic found, in the user's language where it is one of the usual faults."""
    found = fault.get("input")
    messages = {
        "missing": _("is missing"),
        "extra_forbidden": _("is not a known key"),
        "string_type": _("text was expected, found %(found)r"),
        "enum": _("%(found)r is not one of the allowed values"),
        "literal_error": _("%(found)r is not one of the allowed values"),
        "list_type": _("a list was expected"),
        "model_type": _("a mapping was expected"),
        "string_too_long": _("the text is too long"),
        "string_too_short": _("the text is empty"),
        "string_pattern_mismatch": _("%(found)r is not in the expected form"),
        "date_type": _("%(found)r is not a date (YYYY-MM-DD)"),
        "date_parsing": _("%(found)r is not a date (YYYY-MM-DD)"),
        "date_from_datetime_parsing": _("%(found)r is not a date (YYYY-MM-DD)"),
        "int_type": _("a whole number was expected, found %(found)r"),
        "int_parsing": _("a whole number was expected, found %(found)r"),
    }
    message = messages.get(fault["type"])
    if message is None:
        return str(fault["msg"]).removeprefix("Value error, ")
    return message % {"found": found} if "%(found)" in message else message
