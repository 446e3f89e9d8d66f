"""The Vietnamese of screens that packages bring along: Wagtail's admin, Django's messages and a few more.

Wagtail is translated by a fifth. What a package lacks, and what it says badly, stands in a catalogue of the project's
own (``locale/wagtail``), which Django lays over those of all packages, the rooms' own words first. Wagtail's scripts
get their strings from a view that lays ``LOCALE_PATHS`` over Wagtail's ``djangojs``, so the same holds for them.
"""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings

from ioc_site.operations.catalogues import (
    OVERRIDES,
    ROOMS,
    Key,
    as_po,
    catalogue_path,
    entries,
    has_strings,
    is_translated,
    key_of,
    read_catalogue,
    uses_in,
)

DOMAINS = ("django", "djangojs")
# The only package whose scripts get a catalogue in the browser (wagtail/admin/views/i18n.py).
WITH_SCRIPTS = {"wagtail.admin"}
PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[a-z]|%[sd]|\{[a-z_0-9]*\}")
TAG = re.compile(r"</?[a-z]+")


def _package_folders() -> dict[str, Path]:
    """The folder of each installed app that is not the project's own, and of Django itself."""
    base = Path(settings.BASE_DIR)
    ours = {path.name for path in base.iterdir() if path.is_dir() and not path.name.startswith(".")}
    folders = {app.name: Path(app.path) for app in apps.get_app_configs() if app.name.split(".")[0] not in ours}
    return folders | {"django": _folder_of("django") / "conf"}


def _folder_of(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(f"{package} is no package")
    return Path(spec.submodule_search_locations[0])


def _messages_in_source(package: str) -> Iterator[Message]:
    """What the code and templates of a package without an English catalogue use."""
    folder = _folder_of(package)
    for path in sorted(folder.rglob("*")):
        if has_strings(path) and not {"migrations", "tests"} & set(path.relative_to(folder).parts):
            for use in uses_in(path, folder):
                yield Message((use.msgid, use.plural) if use.plural else use.msgid, context=use.context)


def package_messages(domain: str) -> dict[Key, Message]:
    """Every message of the installed packages that a person can come to see, without its translation."""
    folders = {name: path for name, path in _package_folders().items() if domain == "django" or name in WITH_SCRIPTS}
    found: dict[Key, Message] = {}
    with_catalogue = set()
    for name, folder in folders.items():
        path = folder / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
        if path.exists():
            with_catalogue.add(name.split(".")[0])
            with path.open("rb") as file:
                found |= {key_of(message): message for message in entries(read_po(file))}
    for package in {name.split(".")[0] for name in folders} - with_catalogue:
        for message in _messages_in_source(package):
            found.setdefault(key_of(message), message)
    return found


def translations_of_packages(domain: str) -> dict[Key, Message]:
    """What the packages themselves have in Vietnamese."""
    known: dict[Key, Message] = {}
    for folder in _package_folders().values():
        path = folder / "locale" / "vi" / "LC_MESSAGES" / f"{domain}.mo"
        if path.exists():
            with path.open("rb") as file:
                theirs = {key_of(message): message for message in entries(read_mo(file)) if is_translated(message)}
            known = theirs | known  # the app that is named first in INSTALLED_APPS has the last word
    return known


def overrides(domain: str) -> dict[Key, Message]:
    """The project's own translations of the packages' messages."""
    catalogue = read_catalogue(catalogue_path(OVERRIDES, domain))
    return {key_of(message): message for message in entries(catalogue) if is_translated(message)}


def missing_in_packages(domain: str) -> list[str]:
    """The msgids of the packages that neither they nor the project have in Vietnamese."""
    known = translations_of_packages(domain).keys() | overrides(domain).keys()
    return [msgid for context, msgid in package_messages(domain) if (context, msgid) not in known]


def faults_in_overrides(domain: str) -> list[str]:
    """Translations whose placeholders or HTML tags are others than those of the msgid.

    A translation has all placeholders of the singular and none that neither singular nor plural has.
    """
    faults = []
    for message in overrides(domain).values():
        forms = message.id if isinstance(message.id, list | tuple) else (message.id,)
        strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
        needed, allowed = set(PLACEHOLDER.findall(forms[0])), set(PLACEHOLDER.findall(" ".join(forms)))
        tags = sorted(TAG.findall(forms[-1]))
        for string in map(str, strings):
            placeholders = set(PLACEHOLDER.findall(string))
            if not needed <= placeholders <= allowed or sorted(TAG.findall(string)) != tags:
                faults.append(f"{forms[-1]!r}: {string!r}")
    return faults


def update_overrides(domain: str) -> tuple[int, int]:
    """Bring the project's catalogue in line with the packages; returns how many entries were added and dropped.

    What no package has in Vietnamese is added without a translation; what no package uses any more is dropped.
    """
    used, theirs, ours = package_messages(domain), translations_of_packages(domain), overrides(domain)
    new = Catalog(locale="vi", charset="utf-8", project="ioc-binh-thuan", fuzzy=False)
    for key, message in sorted(used.items(), key=lambda item: (item[0][1], item[0][0] or "")):
        if key in ours or key not in theirs:
            new.add(message.id, string=ours[key].string if key in ours else None, context=message.context)
    path = catalogue_path(OVERRIDES, domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_po(new))
    return len({key_of(message) for message in entries(new)} - ours.keys()), len(ours.keys() - used.keys())


def clashes() -> dict[Key, dict[str, str]]:
    """The msgids with several translations, by catalogue; the first catalogue's would be shown everywhere.

    Say what is meant by a context then (``pgettext``), or agree on one word.
    """
    told: dict[Key, dict[str, str]] = {}
    for room in ROOMS:
        for message in entries(read_catalogue(catalogue_path(room))):
            told.setdefault(key_of(message), {})[room] = _first(message)
    for key, message in (translations_of_packages("django") | overrides("django")).items():
        if key in told:
            told[key]["packages"] = _first(message)
    return {key: words for key, words in told.items() if len(set(words.values())) > 1}


def _first(message: Message) -> str:
    return message.string[0] if isinstance(message.string, list | tuple) else str(message.string)
