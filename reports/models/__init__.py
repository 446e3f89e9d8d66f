from reports.models.document import ISSUED, READ_ALL, NumberRegister, ReportDocument
from reports.models.dossier import DisciplineDossier
from reports.models.files import ReportFile
from reports.models.plan import ReportPlan
from reports.models.use import AvailabilitySpan, DailySignIns, DailyViews

__all__ = [
    "ISSUED",
    "READ_ALL",
    "AvailabilitySpan",
    "DailySignIns",
    "DailyViews",
    "DisciplineDossier",
    "NumberRegister",
    "ReportDocument",
    "ReportFile",
    "ReportPlan",
]
