"""Which component of the IOC an address belongs to: each room registers the addresses of its pages.

A page out of the cache is answered before any view is found, so that a request's place is told from its path alone.
"""

_places: dict[str, str] = {}


def register_addresses(place: str, *addresses: str) -> None:
    """Make addresses known as those of a place: the key of a component, or a name of the room's own for what several
    components share. An address is the first part of a path or the first two, ``phan-anh`` or ``phan-he/y-te``."""
    _places.update(dict.fromkeys(addresses, place))


def place_of(path: str) -> str:
    """The place that a path belongs to; empty for all others."""
    first, _slash, rest = path[1:].partition("/")
    return _places.get(first) or _places.get(f"{first}/{rest.partition('/')[0]}", "")
