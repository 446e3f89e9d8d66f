"""The screens in the operations room: one page of figures after the other, component after component, without end."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import urlencode

from home.models import ComponentPage
from home.queries import COMPONENTS_URL
from ioc_site.common.component_content import component_content, walls
from ioc_site.common.subsystems import Subsystem

FIGURES = 8
SECONDS = 30
MODE, PAGE, TURN = "che-do", "trang", "xoay"


@dataclass(frozen=True, slots=True)
class WallScreen:
    """What one screen shows: ``figures`` of all, which page of how many, and the address of the next screen."""

    template: str
    figures: list[Any]
    page: int
    pages: range
    turns: bool
    next_url: str
    other_mode_url: str
    seconds: int
    shown_at: Any


def wall_screen(page: ComponentPage, request: HttpRequest, system: Any) -> WallScreen:
    """The screen that the address asks for; with ``xoay=1`` the next component follows the last page of this one."""
    content = component_content(Subsystem(page.subsystem))
    cards = system.cards if system else []
    count = max(1, -(-len(cards) // FIGURES))
    text = request.GET.get(PAGE, "1")
    number = min(int(text), count) if text.isascii() and text.isdigit() and len(text) < 4 and int(text) else 1
    turns = request.GET.get(TURN) == "1"
    key, follows = page.subsystem, number + 1
    if number >= count:
        follows = 1
        names = [one.value for one in walls()]
        if turns:
            key = names[(names.index(key) + 1) % len(names)]
    kept = {name: request.GET[name] for name in ("dia-ban", "ky") if request.GET.get(name)}
    return WallScreen(
        template=content.wall if content else "",
        figures=cards[(number - 1) * FIGURES : number * FIGURES],
        page=number,
        pages=range(1, count + 1),
        turns=turns,
        next_url=_address(key, kept, follows, turns),
        other_mode_url=_address(page.subsystem, kept, 1, not turns),
        seconds=SECONDS,
        shown_at=timezone.localtime(),
    )


def _address(key: str, kept: dict[str, str], number: int, turns: bool) -> str:
    parameters = {MODE: "man-hinh", **kept}
    if number > 1:
        parameters[PAGE] = str(number)
    if turns:
        parameters[TURN] = "1"
    return f"{COMPONENTS_URL}{key}/?{urlencode(parameters)}"
