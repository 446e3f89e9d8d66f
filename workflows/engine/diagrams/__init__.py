"""State diagrams: every definition draws itself as SVG, in pure Python."""

from workflows.engine.diagrams.drawing import draw

__all__ = ["draw"]
