"""Every write of the regulation room goes through these functions."""

from home.regulation.services.amending import apply_amendment, rebuild_timeline
from home.regulation.services.loading import LoadReport, load_document

__all__ = ["LoadReport", "apply_amendment", "load_document", "rebuild_timeline"]
