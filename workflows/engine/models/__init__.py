from workflows.engine.models.calendar import CalendarException
from workflows.engine.models.case import Case, CaseQuerySet, StateChangedOutside
from workflows.engine.models.event import Event, EventDetail

__all__ = ["CalendarException", "Case", "CaseQuerySet", "Event", "EventDetail", "StateChangedOutside"]
