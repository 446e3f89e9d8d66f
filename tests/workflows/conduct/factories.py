"""Commendation and discipline cases at any point of their life, made through the same services as real ones."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.base import ContentFile
from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from tests.subsystems.agencies.factories import AgencyFactory, member
from workflows.conduct.enums import CaseKind
from workflows.conduct.models import Commendation, ConductForm, Discipline, RequiredDocument
from workflows.conduct.services import add_document, write_case
from workflows.engine.services import fire


def _one_page() -> bytes:
    target = BytesIO()
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.save(target)
    return target.getvalue()


PDF = _one_page()


def a_form(kind: str = CaseKind.COMMENDATION, **kwargs: Any) -> ConductForm:
    number = ConductForm.objects.count()
    values = {"code": f"hinh-thuc-{number}", "name": f"Hình thức {number}", "legal_basis": "Luật", "kind": kind}
    form = ConductForm.objects.create(**values | kwargs)
    RequiredDocument.objects.create(form=form, name="Tờ trình")
    RequiredDocument.objects.create(form=form, name="Minh chứng", is_required=False)
    return form


def values(kind: str, **kwargs: Any) -> dict[str, Any]:
    today = timezone.localdate()
    found: dict[str, Any] = {
        "subject_name": "Nguyễn Văn A",
        "period_start": today - timedelta(days=200),
        "period_end": today - timedelta(days=1),
        "grounds": "Lý do.",
    }
    if kind == CaseKind.DISCIPLINE:
        found["found_on"] = today - timedelta(days=10)
    found |= kwargs
    found.setdefault("form", None)
    found["form"] = found["form"] or a_form(kind)
    return found


def pdf(name: str = "to-trinh.pdf") -> ContentFile:
    return ContentFile(PDF, name=name)


def draft(kind: str = CaseKind.COMMENDATION, agency: Agency | None = None, author: User | None = None, **kwargs: Any):
    agency = agency or AgencyFactory.create()
    author = author or member(Role.HEAD, agency)
    model = Discipline if kind == CaseKind.DISCIPLINE else Commendation
    return write_case(model, author, agency, values(kind, **kwargs))


def with_dossier(*args: Any, **kwargs: Any):
    case = draft(*args, **kwargs)
    add_document(case, case.author, pdf(), "", case.form.documents.get(is_required=True))
    return case


def submitted(*args: Any, **kwargs: Any):
    case = with_dossier(*args, **kwargs)
    fire(case, "submit", case.author)
    return case


def under_review(*args: Any, by: User | None = None, **kwargs: Any):
    case = submitted(*args, **kwargs)
    fire(case, "take_up", by or member(Role.MODERATOR))
    return case


def consulted(*args: Any, by: User | None = None, **kwargs: Any):
    by = by or member(Role.MODERATOR)
    case = under_review(*args, by=by, **kwargs)
    if case.kind == CaseKind.DISCIPLINE:
        fire(case, "hear", by, {"heard_on": timezone.localdate(), "statement": "Tôi nhận lỗi."})
    fire(case, "give_opinion", member(Role.INTERNAL_AFFAIRS), {"opinion": "agrees", "words": "Đủ điều kiện."})
    return case


def proposed(*args: Any, by: User | None = None, **kwargs: Any):
    by = by or member(Role.MODERATOR)
    case = consulted(*args, by=by, **kwargs)
    fire(case, "propose", by)
    return case


def decision(day: date | None = None) -> dict[str, Any]:
    return {"decision_number": "1200/QĐ-UBND", "decided_on": day or timezone.localdate()}
