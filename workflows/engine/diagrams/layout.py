"""A small layered layout (after Sugiyama): states in rows, the words of the transitions in the rows between.

The words on an edge are a node of their own, so that they lie on nothing else. Edges that lead back up are turned
round for the layout and drawn upwards. Sizes and places are in pixels.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

GAP_X = 22.0
GAP_Y = 30.0
SWEEPS = 12


@dataclass(slots=True)
class Node:
    """A box to place: a state, the words of an edge, or (without size) a bend of a long edge."""

    name: str
    width: float = 0.0
    height: float = 0.0
    row: int = 0
    x: float = 0.0
    y: float = 0.0


@dataclass(slots=True)
class Edge:
    """A way from one state to another through its words and bends; ``nodes`` go from source to target."""

    source: str
    target: str
    nodes: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything lies."""

    nodes: list[Node]
    edges: list[Edge]
    width: float
    height: float


def lay_out(states: Sequence[Node], ways: Iterable[tuple[str, str, Node]]) -> Layout:
    """Place states (the first one on top) and ways (source, target, box of its words) between them."""
    ways = list(ways)
    _assign_rows(states, ways)
    by_name = {state.name: state for state in states}
    edges = [_edge(by_name, source, target, words) for source, target, words in ways]
    rows = _rows(states, edges)
    links = _links(edges)
    _order(rows, links)
    width, height = _place(rows, links)
    return Layout([node for row in rows for node in row], edges, width, height)


def _assign_rows(states: Sequence[Node], ways: list[tuple[str, str, Node]]) -> None:
    """Rows by the longest way from the first state, ways that lead back left out; two apart, for the words."""
    rank = {state.name: number for number, state in enumerate(states)}
    # The order of the definition tells forwards from back: people write a table from start to end.
    forward = [(source, target) for source, target, _words in ways if rank[source] < rank[target]]
    row = dict.fromkeys(rank, 0)
    for state in states:
        for source, target in forward:
            if source == state.name:
                row[target] = max(row[target], row[source] + 2)
    for state in states:
        state.row = row[state.name]


def _edge(by_name: dict[str, Node], source: str, target: str, words: Node) -> Edge:
    """The nodes along a way, one in each row that it crosses; the words lie in the first one below its upper end."""
    first, last = by_name[source], by_name[target]
    upper, lower = sorted((first, last), key=lambda node: node.row)
    if upper.row == lower.row:
        words.row = upper.row + 1
        return Edge(source, target, [first, words, last])
    words.row = upper.row + 1
    bends = [Node(f"{source}>{target}@{row}", row=row) for row in range(upper.row + 2, lower.row)]
    chain = [upper, words, *bends, lower]
    return Edge(source, target, chain if upper is first else chain[::-1])


def _rows(states: Sequence[Node], edges: list[Edge]) -> list[list[Node]]:
    rows: dict[int, list[Node]] = defaultdict(list)
    for node in [*states, *(node for edge in edges for node in edge.nodes[1:-1])]:
        rows[node.row].append(node)
    return [rows[number] for number in sorted(rows)]


Links = dict[int, list[Node]]


def _links(edges: list[Edge]) -> Links:
    """The neighbours of each node, by its id (nodes of one name may differ)."""
    links: Links = defaultdict(list)
    for edge in edges:
        for node, after in pairwise(edge.nodes):
            links[id(node)].append(after)
            links[id(after)].append(node)
    return links


def _order(rows: list[list[Node]], links: Links) -> None:
    """Order within the rows by the mean place of the neighbours, sweeping down and up: few crossings."""
    for row in rows:
        for place, node in enumerate(row):
            node.x = float(place)
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            centre = {id(node): _mean(node, links) for node in row}
            row.sort(key=lambda node: centre[id(node)])
            for place, node in enumerate(row):
                node.x = place - (len(row) - 1) / 2


def _mean(node: Node, links: Links) -> float:
    others = [other.x for other in links[id(node)] if other.row != node.row]
    return sum(others) / len(others) if others else node.x


def _place(rows: list[list[Node]], links: Links) -> tuple[float, float]:
    """Give every node its centre; returns the size of the whole."""
    for row in rows:
        _settle(row, [0.0] * len(row))
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            _settle(row, [_mean(node, links) for node in row])
    left = min(node.x - node.width / 2 for row in rows for node in row)
    right = max(node.x + node.width / 2 for row in rows for node in row)
    y = 0.0
    for row in rows:
        height = max(node.height for node in row)
        for node in row:
            node.x -= left
            node.y = y + height / 2
        y += height + GAP_Y
    return right - left, y - GAP_Y


def _settle(row: list[Node], wishes: list[float]) -> None:
    """Put the nodes of a row as near to their wishes as their sizes allow (isotonic regression: neighbours that would
    overlap become one block at the mean of their wishes)."""
    offsets = [0.0]
    for node, after in pairwise(row):
        offsets.append(offsets[-1] + (node.width + after.width) / 2 + GAP_X)
    blocks: list[tuple[float, int]] = []
    for wish, offset in zip(wishes, offsets, strict=True):
        mean, size = wish - offset, 1
        while blocks and blocks[-1][0] > mean:
            before, count = blocks.pop()
            mean, size = (mean * size + before * count) / (size + count), size + count
        blocks.append((mean, size))
    starts = [mean for mean, size in blocks for _ in range(size)]
    for node, start, offset in zip(row, starts, offsets, strict=True):
        node.x = start + offset
