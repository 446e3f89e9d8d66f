"""Made-up field reports for the demonstration: seeded, marked, in every state of the workflow."""

from workflows.field_reports.demo.seeding import seed_reports

__all__ = ["seed_reports"]
