from reports.models.document import ISSUED, READ_ALL, NumberRegister, ReportDocument
from reports.models.files import ReportFile
from reports.models.plan import ReportPlan
from reports.models.use import DailySignIns

__all__ = ["ISSUED", "READ_ALL", "DailySignIns", "NumberRegister", "ReportDocument", "ReportFile", "ReportPlan"]
