"""The register of report kinds."""

from dataclasses import replace

import pytest
from django.utils import translation

from reports.kinds import build_report, register_kind, report_kinds
from reports.regulation_text import LegalDocument, build_regulation_pdf
from tests.reports.factories import small_decision


def test_regulation_is_a_kind() -> None:
    (kind,) = [kind for kind in report_kinds() if kind.code == "regulation"]
    assert kind.figures is LegalDocument
    with translation.override("vi"):
        assert str(kind.label) == "Văn bản quy chế"


def test_report_is_built_by_its_kind() -> None:
    assert build_report("regulation", small_decision()) == build_regulation_pdf(small_decision())


def test_unknown_kind_is_named_with_those_known() -> None:
    with pytest.raises(LookupError, match=r"'budget'.*regulation"):
        build_report("budget", small_decision())


def test_figures_of_another_kind_are_refused() -> None:
    with pytest.raises(TypeError, match="LegalDocument, not str"):
        build_report("regulation", "văn bản")


def test_two_kinds_cannot_share_a_code() -> None:
    (kind,) = [kind for kind in report_kinds() if kind.code == "regulation"]
    register_kind(kind)
    with pytest.raises(ValueError, match="already"):
        register_kind(replace(kind, label="Khác"))
