"""A workflow as SVG: boxes for states, arrows with the words of their transitions, a legend, and a text for those who
do not see it. Only presentation attributes, no styles and no scripts: it passes the strictest content policy."""

import textwrap
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from django.utils.translation import gettext as _

from workflows.engine.definitions import STAY, Kind, State, Transition, Workflow
from workflows.engine.diagrams.layout import Edge, Layout, Node, lay_out

FONT = "'Be Vietnam Pro','Segoe UI',Roboto,'Noto Sans',Arial,sans-serif"
STATE_SIZE, WORDS_SIZE, LINE = 14, 12, 17
# A generous mean width of a letter, since the drawing cannot ask the font.
STATE_LETTER, WORDS_LETTER = 8.0, 6.6
STATE_LETTERS, WORDS_LETTERS = 22, 24
MARGIN = 20
LEGEND = 34
# fill, stroke, text: each pair of text and fill above 7:1.
COLOURS = {
    Kind.OPEN: ("#e3f1fb", "#0b5a8f", "#0a2e46"),
    Kind.WAITING: ("#fdf0d2", "#8a5a00", "#4a3000"),
    Kind.FINAL: ("#e4ede5", "#3b6b40", "#1d3a20"),
}
INK, PAPER = "#44525d", "#ffffff"


def draw(workflow: Workflow) -> str:
    """The diagram of a workflow as one ``<svg>`` element, in the active language."""
    words = {pair: _words_node(pair, transitions) for pair, transitions in _ways(workflow).items()}
    layout = lay_out([_state_node(workflow, state) for state in workflow.states], [(*p, n) for p, n in words.items()])
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN + LEGEND
    title, name = _("State diagram: %(name)s") % {"name": workflow.label}, f"so-do-{workflow.code}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
            f'height="{height:.0f}" role="img" aria-labelledby="{name}-ten {name}-ta" font-family="{FONT}">',
            f'<title id="{name}-ten">{escape(title)}</title>',
            f'<desc id="{name}-ta">{escape(describe(workflow))}</desc>',
            f'<defs><marker id="{name}-mui" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
            f'orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="{INK}"/></marker></defs>',
            f'<rect width="100%" height="100%" fill="{PAPER}"/>',
            f'<g transform="translate({MARGIN} {MARGIN})">',
            *_edges(layout, f"{name}-mui"),
            *(_words(node, text) for node, text in _texts(words, workflow)),
            *(_state(workflow, node) for node in layout.nodes[: len(layout.nodes)] if node.name in workflow._states),
            "</g>",
            *_legend(height),
            "</svg>\n",
        ]
    )


def describe(workflow: Workflow) -> str:
    """The diagram in sentences."""
    sentences = [_("A case begins in the state “%(state)s”.") % {"state": workflow.initial.label}]
    for (source, target), transitions in _ways(workflow).items():
        steps = ", ".join(str(transition.label) for transition in transitions)
        names = {"source": workflow.state(source).label, "target": workflow.state(target).label, "steps": steps}
        sentences.append(_("From “%(source)s” to “%(target)s”: %(steps)s.") % names)
    return " ".join(sentences)


def _ways(workflow: Workflow) -> dict[tuple[str, str], list[Transition]]:
    """The transitions from one state to another, by (source, target); those that stay are listed in the boxes."""
    ways: dict[tuple[str, str], list[Transition]] = defaultdict(list)
    for transition in workflow.transitions:
        if transition.target is STAY:
            continue
        for source in transition.sources:
            for target in transition.targets:
                if source != target:
                    ways[source.code, target.code].append(transition)
    return ways


def _wrapped(text: str, letters: int) -> list[str]:
    return textwrap.wrap(text, letters, break_long_words=False) or [""]


def _state_lines(state: State) -> list[str]:
    return _wrapped(str(state.label), STATE_LETTERS)


def _state_node(workflow: Workflow, state: State) -> Node:
    lines = _state_lines(state)
    return Node(state.code, max(map(len, lines)) * STATE_LETTER + 34, len(lines) * LINE + 22)


def _lines_of(transitions: Sequence[Transition]) -> list[str]:
    return [line for transition in transitions for line in _wrapped(str(transition.label), WORDS_LETTERS)]


def _words_node(pair: tuple[str, str], transitions: Sequence[Transition]) -> Node:
    lines = _lines_of(transitions)
    return Node(">".join(pair), max(map(len, lines)) * WORDS_LETTER + 12, len(lines) * LINE + 4)


def _texts(words: dict[tuple[str, str], Node], workflow: Workflow) -> Iterator[tuple[Node, list[str]]]:
    ways = _ways(workflow)
    for pair, node in words.items():
        yield node, _lines_of(ways[pair])


def _text(x: float, y: float, lines: Sequence[str], size: int, colour: str, weight: int = 400) -> str:
    """Lines of text, centred on a point."""
    top = y - (len(lines) - 1) * LINE / 2 + size * 0.35
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{top + number * LINE:.1f}">{escape(line)}</tspan>' for number, line in enumerate(lines)
    )
    return f'<text text-anchor="middle" font-size="{size}" font-weight="{weight}" fill="{colour}">{spans}</text>'


def _box(node: Node, fill: str, stroke: str, radius: float, width: float) -> str:
    x, y = node.x - node.width / 2, node.y - node.height / 2
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{node.width:.1f}" height="{node.height:.1f}" rx="{radius}" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="{width}"/>'
    )


def _state(workflow: Workflow, node: Node) -> str:
    state = workflow.state(node.name)
    fill, stroke, ink = COLOURS[state.kind]
    is_initial = state == workflow.initial
    box = _box(node, fill, stroke, 18 if state.kind is Kind.FINAL else 8, 3 if is_initial else 1.5)
    return box + _text(node.x, node.y, _state_lines(state), STATE_SIZE, ink, 600)


def _words(node: Node, lines: list[str]) -> str:
    return _box(node, PAPER, "none", 4, 0) + _text(node.x, node.y, lines, WORDS_SIZE, INK)


def _edges(layout: Layout, marker: str) -> Iterator[str]:
    ports = _ports(layout.edges)
    for edge in layout.edges:
        points = _points(edge, ports)
        path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
        for (x0, y0), (x1, y1) in pairwise(points):
            middle = (y0 + y1) / 2
            path += f" C{x0:.1f} {middle:.1f} {x1:.1f} {middle:.1f} {x1:.1f} {y1:.1f}"
        is_back = edge.nodes[0].row >= edge.nodes[-1].row
        dashes = ' stroke-dasharray="5 4"' if is_back else ""
        yield (f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.5"{dashes} marker-end="url(#{marker})"/>')


def _ports(edges: Sequence[Edge]) -> dict[tuple[int, int], float]:
    """Where on a state each edge begins or ends, spread over its width in the order of where they go."""
    sides: dict[tuple[str, bool], list[tuple[float, int, int]]] = defaultdict(list)
    for number, edge in enumerate(edges):
        for end, state, beside in ((0, edge.nodes[0], edge.nodes[1]), (1, edge.nodes[-1], edge.nodes[-2])):
            sides[state.name, beside.row > state.row].append((beside.x, number, end))
    widths = {node.name: (node.x, node.width) for edge in edges for node in (edge.nodes[0], edge.nodes[-1])}
    ports: dict[tuple[int, int], float] = {}
    for (name, _below), ends in sides.items():
        x, width = widths[name]
        for place, (_x, number, end) in enumerate(sorted(ends)):
            ports[id(edges[number]), end] = x + width * ((place + 1) / (len(ends) + 1) - 0.5)
    return ports


def _points(edge: Edge, ports: dict[tuple[int, int], float]) -> list[tuple[float, float]]:
    first, last = edge.nodes[0], edge.nodes[-1]
    points = [(ports[id(edge), 0], _border(first, edge.nodes[1]))]
    for node in edge.nodes[1:-1]:
        upwards = points[-1][1] > node.y
        half = node.height / 2
        points += [(node.x, node.y + half), (node.x, node.y - half)] if upwards else [
            (node.x, node.y - half), (node.x, node.y + half)
        ]  # fmt: skip
    return [*points, (ports[id(edge), 1], _border(last, edge.nodes[-2]))]


def _border(state: Node, beside: Node) -> float:
    return state.y + (1 if beside.row > state.row else -1) * state.height / 2


def _legend(height: float) -> Iterator[str]:
    x, y = float(MARGIN), height - MARGIN - 4
    for kind, (fill, stroke, _ink) in COLOURS.items():
        yield (
            f'<rect x="{x}" y="{y - 12}" width="20" height="14" rx="{7 if kind is Kind.FINAL else 3}" fill="{fill}" '
            f'stroke="{stroke}" stroke-width="1.5"/>'
            f'<text x="{x + 27}" y="{y}" font-size="{WORDS_SIZE}" fill="{INK}">{escape(str(kind.label))}</text>'
        )
        x += 27 + len(str(kind.label)) * WORDS_LETTER + 24
