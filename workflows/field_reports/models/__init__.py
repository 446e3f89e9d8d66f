"""Tables of the field reports room, in files by who deals with them."""

from workflows.field_reports.models.catalogue import Category, Question, RoutingRule, StandardText
from workflows.field_reports.models.desk import Presence, ReadMark, SavedFilter
from workflows.field_reports.models.people import Follower, Reporter, Subscription
from workflows.field_reports.models.report import FieldReport, Photo, PublicEdit

__all__ = [
    "Category",
    "FieldReport",
    "Follower",
    "Photo",
    "Presence",
    "PublicEdit",
    "Question",
    "ReadMark",
    "Reporter",
    "RoutingRule",
    "SavedFilter",
    "StandardText",
    "Subscription",
]
