"""YAML into plain values that remember their lines, for files that people write by hand.

Only what such a file needs is read: one document of mappings with text keys, lists and plain values. Aliases (and with
them recursive or exploding documents) and repeated keys are refused, text is brought to NFC.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _

MAX_BYTES = 2_000_000
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a source file: where (``regulation.chapters[1].title``, line) and what."""

    path: Path
    line: int | None
    message: str

    def __str__(self) -> str:
        where = [path_text(self.path)] if self.path else []
        if self.line:
            where.append(_("line %(line)d") % {"line": self.line})
        return f"{', '.join(where)}: {self.message}" if where else self.message


class SourceError(Exception):
    """A source file that cannot be used; ``problems`` holds all mistakes that were found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Source:
    """The plain value of a file, and the line of every key and item in it."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int | None:
        """The line of a place, or of the nearest place around it that exists."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def problem(self, path: Path, message: str) -> Problem:
        return Problem(path, self.line_of(path), message)


def path_text(path: Path) -> str:
    """``("chapters", 1, "title")`` as ``chapters[1].title``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.composer.ComposerError(None, None, _("aliases (*name) are not allowed"), event.start_mark)
        return super().compose_node(parent, index)


# Days stay text here: the schema reads them, so that an impossible one is reported at its place.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(data: bytes) -> Source:
    """Read one YAML document. Raises ``SourceError`` for whatever is wrong with it, and nothing else."""
    loader = _Loader(_decode(data))
    try:
        node = loader.get_single_node()
        if node is None:
            raise SourceError([Problem((), None, _("The file is empty."))])
        source = Source(None, {})
        problems: list[Problem] = []
        value = _convert(loader, node, (), source.lines, problems)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = _("not valid YAML: %(problem)s") % {"problem": error.problem or error.context}
        raise SourceError([Problem((), mark.line + 1 if mark else None, message)]) from None
    except yaml.YAMLError as error:
        raise SourceError([Problem((), None, _("not valid YAML: %(problem)s") % {"problem": error})]) from None
    except RecursionError:
        raise SourceError([Problem((), None, _("The file is nested too deeply."))]) from None
    finally:
        loader.dispose()
    if problems:
        raise SourceError(problems)
    return Source(value, source.lines)


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise SourceError([Problem((), None, _("The file is larger than 2 MB."))])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError([Problem((), line, _("The file is not UTF-8 text; save it again as UTF-8."))]) from None
    bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if bad:
        message = _("the character U+%(code)04X is not allowed") % {"code": ord(bad.group())}
        raise SourceError([Problem((), text.count("\n", 0, bad.start()) + 1, message)])
    return text


def _convert(loader: _Loader, node: yaml.Node, path: Path, lines: dict[Path, int], problems: list[Problem]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, path, lines, problems)
    if isinstance(node, yaml.SequenceNode):
        return [_convert(loader, item, (*path, i), lines, problems) for i, item in enumerate(node.value)]
    return _scalar(loader, node, path, problems)


def _mapping(
    loader: _Loader, node: yaml.MappingNode, path: Path, lines: dict[Path, int], problems: list[Problem]
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if not isinstance(key, str):
            problems.append(Problem(path, line, _("a key must be a word")))
            continue
        if key in result:
            problems.append(Problem((*path, key), line, _("this key stands here twice")))
            continue
        lines[(*path, key)] = line
        result[key] = _convert(loader, value_node, (*path, key), lines, problems)
    return result


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _scalar(loader: _Loader, node: yaml.Node, path: Path, problems: list[Problem]) -> Any:
    try:
        value = loader.construct_object(node)
    except (ValueError, OverflowError):
        problems.append(Problem(path, node.start_mark.line + 1, _("this value cannot be read")))
        return None
    if isinstance(value, str):
        if _CONTROL.search(value):
            problems.append(Problem(path, node.start_mark.line + 1, _("the text has control characters")))
        return unicodedata.normalize("NFC", value)
    return value
