"""Formulas of derived indicators: ``[KTXH-GNDTC] / [KTXH-KHDTC] * 100``.

A formula adds, subtracts, multiplies and divides numbers and indicators by code. It is parsed, never run as code.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

_CODE = re.compile(r"\[([A-Z0-9][A-Z0-9.-]*)\]")
_OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class FormulaError(ValueError):
    """The text is no formula."""


class Formula:
    """A parsed formula; ``codes`` are the indicators it needs, in order."""

    def __init__(self, text: str) -> None:
        self.codes = tuple(dict.fromkeys(_CODE.findall(text)))
        names = {code: f"v{index}" for index, code in enumerate(self.codes)}
        source = _CODE.sub(lambda match: names[match[1]], text)
        try:
            tree = ast.parse(source, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise FormulaError(text) from error
        self._evaluate = _compiled(tree, {name: code for code, name in names.items()}, text)
        if not self.codes:
            raise FormulaError(text)

    def value(self, values: Mapping[str, float]) -> float | None:
        """The result for the values by code; ``None`` when one is missing or a division is by zero."""
        try:
            return self._evaluate(values)
        except (KeyError, ZeroDivisionError, OverflowError):
            return None


@lru_cache(maxsize=512)
def formula(text: str) -> Formula:
    """The parsed formula; raises ``FormulaError``."""
    return Formula(text)


def _compiled(node: ast.AST, names: Mapping[str, str], text: str) -> Callable[[Mapping[str, float]], float]:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        apply = _OPERATORS[type(node.op)]
        left, right = _compiled(node.left, names, text), _compiled(node.right, names, text)
        return lambda values: apply(left(values), right(values))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _compiled(node.operand, names, text)
        return lambda values: -inner(values)
    if isinstance(node, ast.Name) and node.id in names:
        code = names[node.id]
        return lambda values: values[code]
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return _constant(node.value)
    raise FormulaError(text)


def _constant(value: Any) -> Callable[[Mapping[str, float]], float]:
    number = float(value)
    return lambda values: number
