"""The catalogue as DCAT 3 (W3C) in JSON-LD, with the vocabularies that DCAT-AP asks for; no context is fetched."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.models import Agency
from subsystems.indicators.enums import PeriodKind
from subsystems.indicators.sharing.datasets import Catalogue, Dataset, Format

_EU = "http://publications.europa.eu/resource/authority"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_THEMES = {
    Subsystem.SOCIO_ECONOMIC: "ECON",
    Subsystem.HEALTH: "HEAL",
    Subsystem.EDUCATION: "EDUC",
    Subsystem.PUBLIC_ADMINISTRATION: "GOVE",
    Subsystem.FIELD_REPORTS: "SOCI",
    Subsystem.MONITORING: "SOCI",
}
_FREQUENCIES = {
    PeriodKind.DAY: "DAILY",
    PeriodKind.MONTH: "MONTHLY",
    PeriodKind.QUARTER: "QUARTERLY",
    PeriodKind.HALF_YEAR: "ANNUAL_2",
    PeriodKind.YEAR: "ANNUAL",
    PeriodKind.SCHOOL_YEAR: "ANNUAL",
}
_FILE_TYPES = {"csv": "CSV", "json": "JSON", "xlsx": "XLSX", "sdmx.json": "JSON"}
_DEMO = "Dữ liệu minh họa, được tạo ra để trình diễn; không phải số liệu thật."


def document(catalogue: Catalogue) -> dict[str, Any]:
    """The JSON-LD document. Sets without any figure yet are left out: they could not be had."""
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    datasets = [row for row in catalogue.datasets if row.first is not None]
    changed = max((row.modified for row in datasets if row.modified), default=None)
    keeper = _agency(base, catalogue.keeper) if catalogue.keeper else _agent(base, "IOC Bình Thuận")
    address = base + reverse("datasets")
    return {
        "@context": CONTEXT,
        "@id": f"{address}#catalog",
        "@type": "dcat:Catalog",
        "dct:title": _vi("Danh mục dữ liệu mở IOC Bình Thuận"),
        "dct:description": _vi("Dữ liệu do các cơ quan của tỉnh Bình Thuận cung cấp theo Quy chế (Quyết định 1089)."),
        "dct:language": _ref(f"{_EU}/language/VIE"),
        "dct:publisher": keeper,
        "dct:license": _ref(settings.OPEN_DATA_LICENCE_URL),
        "foaf:homepage": _ref(address),
        "dcat:themeTaxonomy": _ref(f"{_EU}/data-theme"),
        **({"dct:modified": _moment(changed)} if changed else {}),
        "dcat:dataset": [_dataset(base, row, keeper) for row in datasets],
        "dcat:service": [_service(base, datasets, keeper)],
    }


def _dataset(base: str, row: Dataset, keeper: dict[str, Any]) -> dict[str, Any]:
    creators = [_agency(base, agency) for agency in row.agencies]
    first, last = row.first, row.last
    return {
        "@id": f"{base}{row.address}#dataset",
        "@type": "dcat:Dataset",
        "dct:identifier": row.code,
        "dct:title": _vi(row.title),
        "dct:description": _vi(f"{row.description} {_DEMO}" if row.is_demo else row.description),
        "dct:publisher": creators[0] if len(creators) == 1 else keeper,
        "dct:creator": creators,
        "dct:language": _ref(f"{_EU}/language/VIE"),
        "dct:accrualPeriodicity": _ref(f"{_EU}/frequency/{_FREQUENCIES[row.period_kind]}"),
        "dct:spatial": {"@type": "dct:Location", "skos:prefLabel": _vi("Tỉnh Bình Thuận")},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            **({"dcat:startDate": _typed("date", first.start.isoformat())} if first else {}),
            **({"dcat:endDate": _typed("date", last.end.isoformat())} if last else {}),
        },
        **({"dct:issued": _moment(row.issued)} if row.issued else {}),
        **({"dct:modified": _moment(row.modified)} if row.modified else {}),
        "dcat:theme": _ref(f"{_EU}/data-theme/{_THEMES[row.subsystem]}"),
        "dcat:keyword": [_vi(indicator.label) for indicator in row.indicators],
        "dcat:landingPage": _ref(base + row.address),
        "dcat:distribution": [_distribution(base, row, form, path) for form, path in row.downloads],
    }


def _distribution(base: str, row: Dataset, form: Format, path: str) -> dict[str, Any]:
    return {
        "@id": f"{base}{path}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": _vi(f"{row.title} ({form.label})"),
        "dct:license": _ref(settings.OPEN_DATA_LICENCE_URL),
        "dct:format": _ref(f"{_EU}/file-type/{_FILE_TYPES[form.key]}"),
        "dcat:mediaType": _ref(f"https://www.iana.org/assignments/media-types/{form.media_type}"),
        "dcat:accessURL": _ref(base + row.address),
        "dcat:downloadURL": _ref(base + path),
    }


def _service(base: str, datasets: list[Dataset], keeper: dict[str, Any]) -> dict[str, Any]:
    return {
        "@id": f"{base}/api/v1/#service",
        "@type": "dcat:DataService",
        "dct:title": _vi("API dữ liệu mở"),
        "dct:publisher": keeper,
        "dct:license": _ref(settings.OPEN_DATA_LICENCE_URL),
        "dcat:endpointURL": _ref(f"{base}/api/v1/"),
        "dcat:endpointDescription": _ref(f"{base}/api/v1/openapi.json"),
        "dcat:servesDataset": [_ref(f"{base}{row.address}#dataset") for row in datasets],
    }


def _agency(base: str, agency: Agency) -> dict[str, Any]:
    return _agent(f"{base}/co-quan/{agency.slug}/", agency.name)


def _agent(address: str, name: str) -> dict[str, Any]:
    return {"@id": f"{address}#agency", "@type": "foaf:Agent", "foaf:name": _vi(name)}


def _vi(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "vi"}


def _ref(address: str) -> dict[str, str]:
    return {"@id": address}


def _typed(kind: str, text: str) -> dict[str, str]:
    return {"@value": text, "@type": f"xsd:{kind}"}


def _moment(moment: datetime) -> dict[str, str]:
    return _typed("dateTime", timezone.localtime(moment).isoformat(timespec="seconds"))
