"""Writes to what moderators keep in the admin: the catalogue of field reports and the registers of personal data."""

from typing import Any

from django.db.models import Model

from workflows.field_reports.models import DataRequest


def save_row(row: Model) -> Model:
    """Check and save a new or changed row of a reference list or register."""
    row.full_clean()
    row.save()
    return row


def save_data_request(row: DataRequest) -> DataRequest:
    """Enter or change a request; the two working days for acknowledging it count from when it came."""
    row.set_clock()
    row.full_clean()
    row.save()
    return row


def save_rule(row: Any) -> Any:
    """Check and save a routing rule. The form adds its categories and areas afterwards."""
    row.weekdays = sorted({int(day) for day in row.weekdays})
    return save_row(row)
