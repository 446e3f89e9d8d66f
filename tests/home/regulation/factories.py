"""Small legal documents, as rows; the real one is the fixture ``regulation``."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from home.regulation.enums import ChangeAction, Part, ProvisionKind
from home.regulation.models import (
    Amendment,
    AmendmentChange,
    CitedDocument,
    Document,
    Ground,
    Provision,
    ProvisionVersion,
)
from ioc_site.common.citations import document_slug


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document

    number = factory.Sequence(lambda n: f"{5000 + n}/QĐ-UBND")
    slug = factory.LazyAttribute(lambda o: document_slug(o.number))
    kind = "QUYẾT ĐỊNH"
    title = "Ban hành Quy chế thử nghiệm"
    issuer = "ỦY BAN NHÂN DÂN TỈNH BÌNH THUẬN"
    authority = "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH BÌNH THUẬN"
    place = "Bình Thuận"
    issued_on = date(2024, 1, 1)
    valid_from = date(2024, 1, 1)
    enclosure_kind = "QUY CHẾ"
    enclosure_title = "Thử nghiệm"


class ProvisionFactory(DjangoModelFactory):
    class Meta:
        model = Provision

    document = factory.SubFactory(DocumentFactory)
    part = Part.REGULATION
    kind = ProvisionKind.ARTICLE
    number = factory.Sequence(lambda n: str(n + 1))
    eid = factory.LazyAttribute(lambda o: f"dieu-{o.number}")
    position = factory.LazyAttribute(lambda o: int(o.number) * 100)


class ProvisionVersionFactory(DjangoModelFactory):
    class Meta:
        model = ProvisionVersion

    provision = factory.SubFactory(ProvisionFactory)
    text = "Nội dung."
    valid_from = date(2024, 1, 1)


class AmendmentFactory(DjangoModelFactory):
    """``changes`` are tuples of action, place, text and, if there is one, heading."""

    class Meta:
        model = Amendment

    document = factory.SubFactory(DocumentFactory)
    number = factory.Sequence(lambda n: f"{7000 + n}/QĐ-UBND")
    title = "Sửa đổi, bổ sung một số điều"
    issued_on = date(2024, 12, 20)
    effective_from = date(2025, 1, 1)
    live = False

    @classmethod
    def _create(cls, model_class, *args, changes=(), **kwargs):
        amendment = model_class(*args, **kwargs)
        amendment.changes = [change(*values) for values in changes]
        amendment.save()
        return amendment


def change(action: ChangeAction, place: str, text: str = "", heading: str = "") -> AmendmentChange:
    return AmendmentChange(action=action, place=place, text=text, heading=heading)


class CitedDocumentFactory(DjangoModelFactory):
    class Meta:
        model = CitedDocument

    number = factory.Sequence(lambda n: f"{n}/2020/NĐ-CP")
    title = "Nghị định thử nghiệm"


class GroundFactory(DjangoModelFactory):
    class Meta:
        model = Ground

    document = factory.SubFactory(DocumentFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = "Căn cứ Luật thử nghiệm;"
