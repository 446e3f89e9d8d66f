"""Reading the YAML files below ``data/``: a wrong file is refused whole, with the line and the place in it.

A room describes the shape of its file with pydantic models (``StrictRow`` refuses keys that it does not know) and
calls ``read_data_file``; whatever is wrong becomes one ``DataFileError`` with one line for each fault.

People write these files by hand, so only what they need is read: one UTF-8 document of mappings, lists and plain
values. Aliases (and with them documents that repeat or contain themselves) and keys that stand there twice are
refused; text is brought to NFC; days stay text until pydantic reads them, so that an impossible one is named.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, ValidationError

T = TypeVar("T", bound=BaseModel)
Place = Sequence[int | str]

MAX_BYTES = 2_000_000
MAX_FAULTS = 20
_LONGEST_FOUND = 60
# Tab and line breaks apart; surrogates can be written with an escape and are no text.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class StrictRow(BaseModel):
    """A mapping in a data file in which every key is known."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class DataFileError(Exception):
    """A data file that cannot be loaded; ``faults`` says where and why, one line each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        if len(self.faults) > MAX_FAULTS:
            more = _("… and %(count)s more faults") % {"count": len(self.faults) - MAX_FAULTS}
            self.faults = [*self.faults[:MAX_FAULTS], more]
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
    """Read ``path`` and check it against ``shape``; raises ``DataFileError``, and nothing else."""
    path = Path(path)
    text = _read_text(path)
    try:
        root = _compose(path, text)
        plain = _Plain()
        value = plain.convert(root, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        why = error.problem or error.context
        raise DataFileError([_not_yaml(path, mark.line + 1 if mark else "?", why)]) from error
    except yaml.YAMLError as error:
        raise DataFileError([_not_yaml(path, "?", str(error).splitlines()[0])]) from error
    except RecursionError as error:
        raise DataFileError([_("%(path)s: the file is nested too deeply") % {"path": path}]) from error
    if plain.faults:
        raise DataFileError(_describe(path, root, place, message) for place, message in plain.faults)
    try:
        return DataFile(path, root, shape.model_validate(value))
    except ValidationError as error:
        faults = [_describe(path, root, fault["loc"], fault_message(fault)) for fault in error.errors()]
        raise DataFileError(faults) from error


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL character
        why = getattr(error, "strerror", None) or error
        raise DataFileError([_("%(path)s: cannot be read (%(why)s)") % {"path": path, "why": why}]) from error
    if len(data) > MAX_BYTES:
        raise DataFileError([_("%(path)s: the file is larger than 2 MB") % {"path": path}])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = _("%(path)s, line %(line)s: this is not UTF-8 text; save the file as UTF-8")
        raise DataFileError([message % {"path": path, "line": line}]) from error


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.MarkedYAMLError(problem=_("aliases (*name) are not used here"), problem_mark=mark)
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _compose(path: Path, text: str) -> yaml.Node:
    bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if bad:
        line = text.count("\n", 0, bad.start()) + 1
        why = _("the character U+%(code)s") % {"code": f"{ord(bad.group()):04X}"}
        raise DataFileError([_not_yaml(path, line, why)])
    root = yaml.compose(text, Loader=_Loader)
    if root is None:
        raise DataFileError([_("%(path)s: the file is empty") % {"path": path}])
    return root


def _not_yaml(path: Path, line: int | str, why: str | None) -> str:
    message = _("%(path)s, line %(line)s: not valid YAML (%(why)s)")
    return message % {"path": path, "line": line, "why": why}


class _Plain:
    """Turns YAML nodes into plain values, and keeps what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[tuple[Place, str]] = []
        self._constructor = _Loader("")

    def convert(self, node: yaml.Node, place: tuple[int | str, ...]) -> Any:
        if isinstance(node, yaml.SequenceNode):
            return [self.convert(child, (*place, index)) for index, child in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        return self._scalar(node, place)

    def _mapping(self, node: yaml.MappingNode, place: tuple[int | str, ...]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, child in node.value:
            if not isinstance(key.value, str):
                self.faults.append((place, _("a key must be a word")))
            elif key.value in result:  # YAML forbids it; PyYAML takes the last without a word
                self.faults.append(((*place, key.value), _("this key stands there twice")))
            else:
                result[key.value] = self.convert(child, (*place, key.value))
        return result

    def _scalar(self, node: yaml.Node, place: tuple[int | str, ...]) -> Any:
        try:
            value = self._constructor.construct_object(node)
        except (ValueError, OverflowError):
            self.faults.append((place, _("this value cannot be read")))
            return None
        if not isinstance(value, str):
            return value
        if _CONTROL.search(value):
            self.faults.append((place, _("the text has control characters")))
        return unicodedata.normalize("NFC", value)


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


def fault_message(fault: Any) -> str:
    """What pydantic found, in the user's language where it is one of the usual faults."""
    found = str(fault.get("input"))
    found = found if len(found) <= _LONGEST_FOUND else f"{found[:_LONGEST_FOUND]}…"
    messages = {
        "missing": _("is missing"),
        "extra_forbidden": _("is not a known key"),
        "string_type": _("text was expected, found “%(found)s” (put it in quotes if it is text)"),
        "enum": _("“%(found)s” is not one of the allowed values"),
        "literal_error": _("“%(found)s” is not one of the allowed values"),
        "list_type": _("a list was expected"),
        "too_short": _("the list is empty"),
        "model_type": _("a mapping was expected"),
        "string_too_long": _("the text is too long (at most %(max_length)s characters)"),
        "string_too_short": _("the text is empty"),
        "string_pattern_mismatch": _("“%(found)s” is not in the expected form"),
        "date_type": _("“%(found)s” is not a date (YYYY-MM-DD)"),
        "date_parsing": _("“%(found)s” is not a date (YYYY-MM-DD)"),
        "date_from_datetime_parsing": _("“%(found)s” is not a date (YYYY-MM-DD)"),
        "date_from_datetime_inexact": _("“%(found)s” is not a date (YYYY-MM-DD)"),
        "int_type": _("a whole number was expected, found “%(found)s”"),
        "int_parsing": _("a whole number was expected, found “%(found)s”"),
        "greater_than_equal": _("“%(found)s” is too small (at least %(ge)s)"),
        "less_than_equal": _("“%(found)s” is too large (at most %(le)s)"),
    }
    message = messages.get(fault["type"])
    if message is None:
        return str(fault["msg"]).removeprefix("Value error, ")
    return message % {"found": found, **fault.get("ctx", {})}
