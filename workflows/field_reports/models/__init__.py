"""Tables of the field reports room, in files by who deals with them."""

from workflows.field_reports.models.catalogue import Category, Question, RightChannel, RoutingRule, StandardText
from workflows.field_reports.models.desk import Presence, ReadMark
from workflows.field_reports.models.people import Follower, Reporter, Subscription
from workflows.field_reports.models.privacy import Breach, DataRequest
from workflows.field_reports.models.publishing import MapCell, MapChange, MapPoint, Tally, TallyRun
from workflows.field_reports.models.report import FieldReport, Photo, PublicEdit

__all__ = [
    "Breach",
    "Category",
    "DataRequest",
    "FieldReport",
    "Follower",
    "MapCell",
    "MapChange",
    "MapPoint",
    "Photo",
    "Presence",
    "PublicEdit",
    "Question",
    "ReadMark",
    "Reporter",
    "RightChannel",
    "RoutingRule",
    "StandardText",
    "Subscription",
    "Tally",
    "TallyRun",
]
