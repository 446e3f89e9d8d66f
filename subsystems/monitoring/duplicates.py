"""Near-identical texts: the same wire report on many sites is one story.

A text is the set of its runs of five words. Its signature (MinHash in one pass: the smallest hash in each of 40 bins)
keeps the share of runs that two texts have in common; thirteen bands of three bins are stored in an indexed table, so
that finding candidates is one lookup. Two texts that share 60 % of their runs meet in a band 96 times of 100, two that
share 3 % hardly ever; candidates are then compared by their whole signatures.

How much must be the same depends on the time between them. Sites that take a report over within hours cut it and put
it in their own words; a bulletin in the same form on the day after (weather, accidents) is another story, however few
numbers of it changed.
"""

import hashlib
import struct
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from subsystems.monitoring.words import folded_words

RUN = 5
BINS = 40
BANDS = 13
ROWS = BINS // BANDS
SOON = timedelta(hours=18)
ALIKE_SOON, ALIKE = 0.5, 0.8
# Fewer words say too little: such texts are one story only when they are the same.
FEWEST_WORDS = 15
_MASK = (1 << 32) - 1
_FORMAT = f"<{BINS}I"
_MOST_WORDS = 3000


def signature(title: str, text: str) -> bytes:
    """The signature of a text, 160 bytes; empty for one that is too short to be compared."""
    words = folded_words(f"{title}\n{text}")[:_MOST_WORDS]
    if len(words) < FEWEST_WORDS:
        return b""
    bins: list[int | None] = [None] * BINS
    for start in range(len(words) - RUN + 1):
        run = " ".join(words[start : start + RUN]).encode()
        value = int.from_bytes(hashlib.blake2b(run, digest_size=8).digest(), "little")
        place, value = value % BINS, (value >> 32) & _MASK
        known = bins[place]
        if known is None or value < known:
            bins[place] = value
    return struct.pack(_FORMAT, *_filled(bins))


def _filled(bins: Sequence[int | None]) -> list[int]:
    """A bin that no run fell into takes the value of the next one that has some, moved by the distance."""
    full = []
    for place in range(BINS):
        for distance in range(BINS):
            value = bins[(place + distance) % BINS]
            if value is not None:
                full.append((value + distance * 0x9E3779B1) & _MASK)
                break
    return full


def band_keys(sign: bytes) -> list[int]:
    """The keys of the bands, numbers of 64 bits with sign as databases store them; none for an empty signature."""
    if not sign:
        return []
    size = ROWS * 4
    parts = (sign[band * size : (band + 1) * size] for band in range(BANDS))
    return [
        int.from_bytes(hashlib.blake2b(part, digest_size=8, salt=bytes([band])).digest(), "little", signed=True)
        for band, part in enumerate(parts)
    ]


def likeness(one: bytes, other: bytes) -> float:
    """The share of runs that two texts have in common, as their signatures tell it: 0 to 1."""
    if not one or not other:
        return 0.0
    pairs = zip(struct.unpack(_FORMAT, one), struct.unpack(_FORMAT, other), strict=True)
    return sum(a == b for a, b in pairs) / BINS


def closest(sign: bytes, at: datetime, candidates: Iterable[tuple[int, bytes, datetime]]) -> int | None:
    """The key of the candidate that is most like the text of this time, if one is enough like it; the candidates come
    with the time when their story was last told."""
    best, best_likeness = None, 0.0
    for key, other, last in candidates:
        found = likeness(sign, other)
        if found > best_likeness and found >= (ALIKE_SOON if abs(at - last) <= SOON else ALIKE):
            best, best_likeness = key, found
    return best


def text_hash(title: str, text: str) -> str:
    """SHA-256 of what a reader would call the same text: its words, whatever stands between them."""
    return hashlib.sha256(" ".join(folded_words(f"{title}\n{text}")).encode()).hexdigest()
