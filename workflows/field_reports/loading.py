"""Loading the first catalogue of field reports from ``data/field_reports/catalogue.yaml``."""

from pathlib import Path
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import Field

from ioc_site.common.datafiles import DataFileError, StrictRow, read_data_file
from subsystems.agencies.enums import AreaLevel
from subsystems.agencies.models import Agency, Area
from workflows.field_reports.enums import Channel, DeadlineUnit, QuestionKind
from workflows.field_reports.models import Category, Question, RightChannel, RoutingRule, StandardText


class QuestionRow(StrictRow):
    code: str
    label: str
    kind: QuestionKind
    choices: list[str] = []
    required: bool = False


class KindRow(StrictRow):
    code: str
    name: str
    picture: str
    deadline: tuple[int, DeadlineUnit]
    description: str
    keywords: list[str]
    advice: str = ""
    questions: list[QuestionRow] = []


class GroupRow(StrictRow):
    code: str
    name: str
    picture: str
    kinds: list[KindRow] = Field(min_length=1)


class RuleRow(StrictRow):
    name: str
    order: int
    agency: str
    categories: list[str] = []
    district: str = ""


class TextRow(StrictRow):
    title: str
    transition: Literal[
        "ask_reporter",
        "ask_by_agency",
        "reject",
        "redirect",
        "approve_result",
        "send_back",
        "grant_extension",
        "refuse_extension",
        "resolve",
        "return_report",
    ]
    body: str
    category: str = ""


class ChannelRow(StrictRow):
    channel: Channel
    name: str
    address: str = ""
    phone: str = ""
    url: str = ""
    hours: str = ""


class CatalogueFile(StrictRow):
    groups: list[GroupRow]
    rules: list[RuleRow]
    texts: list[TextRow]
    channels: list[ChannelRow] = []


@transaction.atomic
def load_catalogue(path: Path) -> int:
    """Make what is not there yet and return how much that was; raises ``DataFileError`` and then changes nothing.

    Rows are known by their code or name; what staff changed or switched off stays as it is.
    """
    content = read_data_file(path, CatalogueFile).content
    made = sum(_group(group, order) for order, group in enumerate(content.groups))
    made += sum(_rule(rule) for rule in content.rules)
    for text in content.texts:
        _text, new = StandardText.objects.get_or_create(
            title=text.title,
            transition=text.transition,
            defaults={"body": text.body, "category": Category.objects.filter(code=text.category).first()},
        )
        made += new
    for row in content.channels:
        _channel, new = RightChannel.objects.get_or_create(
            channel=row.channel, defaults=row.model_dump(exclude={"channel"})
        )
        made += new
    return made


def _group(group: GroupRow, order: int) -> int:
    parent, made = Category.objects.get_or_create(
        code=group.code, defaults={"name": group.name, "picture": group.picture, "order": order}
    )
    return made + sum(_kind(kind, parent, number) for number, kind in enumerate(group.kinds))


def _kind(row: KindRow, parent: Category, order: int) -> int:
    kind, made = Category.objects.get_or_create(
        code=row.code,
        defaults={
            "name": row.name,
            "parent": parent,
            "picture": row.picture,
            "description": row.description,
            "keywords": "\n".join(row.keywords),
            "advice": row.advice,
            "deadline_length": row.deadline[0],
            "deadline_unit": row.deadline[1],
            "order": order,
        },
    )
    if made:
        for number, question in enumerate(row.questions):
            Question.objects.create(
                category=kind,
                code=question.code,
                label=question.label,
                kind=question.kind,
                choices="\n".join(question.choices),
                is_required=question.required,
                order=number,
            )
    return int(made)


def _rule(row: RuleRow) -> int:
    agency = Agency.objects.filter(code=row.agency).first()
    if agency is None:
        raise DataFileError([_("%(rule)s: there is no agency %(code)s") % {"rule": row.name, "code": row.agency}])
    rule, made = RoutingRule.objects.get_or_create(name=row.name, defaults={"order": row.order, "agency": agency})
    if made:
        rule.categories.set(Category.objects.filter(code__in=row.categories))
        if row.district:
            rule.areas.set([_area_of(row, agency)])
    return int(made)


def _area_of(row: RuleRow, agency: Agency) -> Area:
    """The district of a district's committee: a rule without its area would hold everywhere."""
    if agency.area is not None:
        return agency.area
    name = agency.name.removeprefix("Ủy ban nhân dân ").lower()
    for area in Area.objects.filter(level=AreaLevel.DISTRICT):
        if area.full_name.lower() == name:
            return area
    raise DataFileError([_("%(rule)s: the area of %(agency)s is not known") % {"rule": row.name, "agency": agency}])
