"""Every write of the regulation room goes through these functions."""

from home.regulation.services.amending import apply_amendment, rebuild_timeline
from home.regulation.services.loading import LoadReport, load_document
from home.regulation.services.workflow import put_law_text_under_workflow

__all__ = ["LoadReport", "apply_amendment", "load_document", "put_law_text_under_workflow", "rebuild_timeline"]
