"""Message catalogues: one folder a room below ``locale/``, found, written and compiled without GNU gettext.

Every string that people see is an English msgid in code or template and has a Vietnamese translation in the
catalogue of the room it is used in, so that two people who translate two rooms never meet in one file.
"""

import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

# The functions whose arguments are msgids: Babel's own list has pgettext and ngettext but not Django's lazy ones.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# The code and the templates of each room. A template folder that no room names belongs to ``home``, the room that
# owns what people read. ``wagtail`` has none: it overrides the translations of the admin itself.
ROOMS: dict[str, tuple[str, ...]] = {
    "agencies": ("subsystems/agencies", "templates/agencies"),
    "common": ("ioc_site", "templates/common"),
    "compliance": ("home/compliance", "templates/compliance"),
    "conduct": ("workflows/conduct", "templates/conduct"),
    "content": ("home/content", "templates/content"),
    "duties": ("home/duties", "templates/duties"),
    "engine": ("workflows/engine", "templates/engine"),
    "field_reports": ("workflows/field_reports", "templates/field_reports"),
    "home": ("home", "templates"),
    "indicators": ("subsystems/indicators", "templates/indicators"),
    "monitoring": ("subsystems/monitoring", "templates/monitoring"),
    "proposals": ("workflows/proposals", "templates/proposals"),
    "regulation": ("home/regulation", "templates/regulation"),
    "reports": ("reports", "templates/reports"),
    "rules": ("workflows/rules", "templates/rules"),
    "search": ("home/search", "templates/search"),
    "signin": ("ioc_site/signin", "templates/signin"),
}
OVERRIDES = "wagtail"

Key = tuple[str | None, str]  # context and msgid


@dataclass(frozen=True, slots=True)
class Use:
    """A msgid where it is used; ``plural`` is empty for a string without one."""

    context: str | None
    msgid: str
    plural: str
    place: str

    @property
    def key(self) -> Key:
        return self.context, self.msgid


def catalogue_path(room: str, domain: str = "django") -> Path:
    """The file with the Vietnamese translations of a room; ``domain`` is ``djangojs`` for those of scripts."""
    return Path(settings.BASE_DIR) / "locale" / room / "vi" / "LC_MESSAGES" / f"{domain}.po"


def read_catalogue(path: Path) -> Catalog:
    """The catalogue in a file; an empty one where there is no file. Raises ``ValueError`` naming a malformed file."""
    if not path.exists():
        return Catalog(locale="vi", charset="utf-8", fuzzy=False)
    try:
        with path.open("rb") as file:
            return read_po(file, locale="vi", abort_invalid=True)
    except Exception as error:
        raise ValueError(f"{path}: {error}") from error


def has_strings(path: Path) -> bool:
    """Whether a file is code or a template."""
    return path.suffix in {".py", ".html", ".txt", ".xml"}


def _files_of(room: str) -> Iterator[Path]:
    """Code and templates of a room, without the folders that belong to a room below it."""
    base = Path(settings.BASE_DIR)
    others = {base / folder for name, folders in ROOMS.items() if name != room for folder in folders}
    for folder in ROOMS[room]:
        for parent, folders, names in os.walk(base / folder):
            here = Path(parent)
            folders[:] = sorted(f for f in folders if here / f not in others and f not in {"migrations", "__pycache__"})
            yield from (path for name in sorted(names) if has_strings(path := here / name))


def _source_of(path: Path) -> bytes:
    """A file as Python that Babel's extractor reads; Django turns a template into calls of gettext."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    # Between the calls stand blotted-out lines, whose indentation the Python tokenizer would complain about.
    return "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines()).encode()


def uses_in(path: Path, base: Path) -> Iterator[Use]:
    """Every msgid that a file of code or a template uses; places are told from ``base``."""
    for line, message, _comments, context in extract("python", io.BytesIO(_source_of(path)), KEYWORDS):
        msgid, plural = message if isinstance(message, tuple) else (message, "")
        if msgid:
            yield Use(context, msgid, plural, f"{path.relative_to(base)}:{line}")


def uses_of(room: str) -> Iterator[Use]:
    """Every msgid that the room's code and templates use."""
    base = Path(settings.BASE_DIR)
    for path in _files_of(room):
        yield from uses_in(path, base)


def is_translated(message: Message | None) -> bool:
    """Whether there is a translation that a person has agreed to."""
    if message is None or message.fuzzy:
        return False
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all(strings)


def missing_translations(room: str) -> list[Use]:
    """The uses whose msgid has no Vietnamese translation in the room's own catalogue, each msgid once."""
    catalogue = read_catalogue(catalogue_path(room))
    missing: dict[Key, Use] = {}
    for use in uses_of(room):
        if not is_translated(catalogue.get(use.msgid, use.context)):
            missing.setdefault(use.key, use)
    return list(missing.values())


def unused_translations(room: str) -> list[Key]:
    """Entries of the room's catalogue that none of its code or templates uses any more."""
    used = {use.key for use in uses_of(room)}
    return [(m.context, str(m.id)) for m in entries(read_catalogue(catalogue_path(room))) if key_of(m) not in used]


def key_of(message: Message) -> Key:
    """What a message is found by, whether it has a plural or not."""
    return message.context, message.id[0] if isinstance(message.id, list | tuple) else message.id


def entries(catalogue: Catalog) -> Iterable[Message]:
    """The messages of a catalogue, its header aside."""
    return (message for message in catalogue if message.id)


def update_catalogue(room: str) -> tuple[int, int]:
    """Bring the room's catalogue in line with its code; returns how many entries were added and dropped.

    New msgids come with the translation that another room has for them, else empty; what is not used any more goes.
    """
    path = catalogue_path(room)
    old = read_catalogue(path)
    elsewhere = _known_translations()
    new = Catalog(locale="vi", charset="utf-8", project="ioc-binh-thuan", fuzzy=False)
    uses = {use.key: use for use in uses_of(room)}
    for key, use in sorted(uses.items(), key=lambda item: (item[1].msgid, item[1].context or "")):
        known = old.get(use.msgid, use.context)
        string = known.string if known is not None and known.string else elsewhere.get(key, "")
        identity = (use.msgid, use.plural) if use.plural else use.msgid
        new.add(identity, string=string or None, context=use.context, flags=known.flags if known else ())
    before = {key_of(message) for message in entries(old)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_po(new))
    return len(uses.keys() - before), len(before - uses.keys())


def _known_translations() -> dict[Key, Any]:
    known: dict[Key, Any] = {}
    for room in ROOMS:
        known |= {key_of(m): m.string for m in entries(read_catalogue(catalogue_path(room))) if is_translated(m)}
    return known


HEADER = """# Vietnamese of one room of the portal; kept in order by: manage.py update_catalogues
msgid ""
msgstr ""
"Language: vi\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def as_po(catalogue: Catalog) -> bytes:
    """The file as it is kept: no places and no dates, which would differ at each writing and part two branches."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=120, no_location=True, omit_header=True, sort_output=True)
    return HEADER.encode() + buffer.getvalue()


def compile_catalogues() -> list[Path]:
    """Write the ``.mo`` file beside each ``.po`` file that is newer than it; returns those written."""
    written = []
    for po in sorted((Path(settings.BASE_DIR) / "locale").glob("*/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns > po.stat().st_mtime_ns:
            continue
        # A process that starts now reads the old file or the new one, never half of it.
        unfinished = mo.with_suffix(f".{os.getpid()}")
        with unfinished.open("wb") as file:
            write_mo(file, read_catalogue(po))
        unfinished.replace(mo)
        written.append(mo)
    return written
