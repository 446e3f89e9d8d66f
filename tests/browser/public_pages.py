"""Every kind of public page, in one place: the browser tests open each of them.

A room adds its addresses to ``PUBLIC_PAGES`` and what must exist for them to ``PREPARE`` (functions that write to the
test database, run once a test in this order).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import StringIO

from django.core.management import call_command
from wagtail.models import Collection, Locale, Page

from home.duties.services import load_duties
from home.regulation.enums import ChangeAction
from home.regulation.models import Document
from home.services import set_up_site
from home.site_file import read_site_file
from subsystems.agencies.groups import ensure_groups
from subsystems.agencies.models import Agency, Area
from subsystems.indicators.models import (
    Breakdown,
    Dimension,
    Indicator,
    IndicatorSet,
    IndicatorVersion,
    Observation,
    QualityScore,
    SetIndicator,
    Target,
)
from subsystems.indicators.models.catalogue import TOTAL_CODE
from tests.home.content.factories import GuidancePageFactory, NewsPageFactory, NoticePageFactory
from tests.home.content.test_blocks import TABLE, VIDEO, raw
from tests.home.regulation.conftest import DATA
from tests.home.regulation.factories import AmendmentFactory
from tests.subsystems.indicators.factories import published
from tests.subsystems.monitoring.factories import mention as online_mention
from tests.subsystems.monitoring.factories import rule as online_rule
from tests.workflows.field_reports.factories import closed as closed_report
from workflows.field_reports.models import FieldReport
from workflows.field_reports.tokens import private_token


@dataclass(frozen=True, slots=True)
class PublicPage:
    """An address, or what finds it once everything is prepared, and the status it is answered with."""

    path: str | Callable[[], str]
    status: int = 200

    @property
    def address(self) -> str:
        return self.path if isinstance(self.path, str) else self.path()


def prepare_site() -> None:
    """What Wagtail's migrations make is gone after the first test with a live server, which empties every table."""
    Locale.objects.get_or_create(language_code="vi")
    if Page.get_first_root_node() is None:
        Page.add_root(title="Root", slug="root")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    ensure_groups()
    call_command("load_agencies", DATA / "agencies.yaml", stdout=StringIO())
    set_up_site(read_site_file())


def prepare_regulation() -> None:
    """The real regulation with its duties, and an amendment of it, so that there is something to compare."""
    call_command("load_regulation", DATA / "1089-QD-UBND.yaml", stdout=StringIO())
    load_duties(DATA / "duties-1089.yaml")
    changes = [
        (ChangeAction.REPLACE, "khoản 2 Điều 8", "Sở Y tế chủ trì theo dõi hoạt động của phân hệ y tế."),
        (ChangeAction.REPEAL, "khoản 3 Điều 8", ""),
    ]
    amendment = AmendmentFactory.create(document=Document.objects.get(), changes=changes)
    amendment.save_revision().publish()


def prepare_content() -> None:
    """Guidance with every kind of block that a browser may stumble over, and news."""
    blocks = [
        ("text", '<p>Theo <a href="https://example.vn/">trang này</a> và khoản 3 Điều 10.</p>'),
        ("heading", {"text": "Các bước", "level": "h2"}),
        ("steps", {"steps": [{"title": "Một", "text": "<p>Làm.</p>"}, {"title": "Hai", "text": ""}]}),
        ("heading", {"text": "Lưu ý", "level": "h2"}),
        ("notice", {"severity": "warning", "title": "Chú ý", "text": "<p>Đọc kỹ.</p>"}),
        ("heading", {"text": "Hỏi đáp", "level": "h2"}),
        ("questions", {"questions": [{"question": "Có mất phí không?", "answer": "<p>Không.</p>"}]}),
        ("table", {"row_headings": True, "table": TABLE}),
        ("video", VIDEO),
        ("clause", {"place": "khoản 5 Điều 8", "note": "Việc của cơ quan"}),
        ("contact", {"name": "Hỗ trợ", "phone": "0252 123", "email": "a@example.vn", "address": "", "hours": "Sáng"}),
        ("action", {"text": "Bắt đầu", "label": "Gửi phản ánh", "page": None, "link": "/phan-anh/gui/"}),
    ]
    GuidancePageFactory(title="Cách làm", slug="cach-lam", subsystem="y-te", body=raw(*blocks))
    NewsPageFactory(title="Khai trương", slug="khai-truong", is_demo=True)
    NoticePageFactory(title="Bảo trì", slug="bao-tri", severity="danger", summary="Cổng bảo trì tối nay.")


def track_address() -> str:
    """The private link of the report that was prepared."""
    return f"/phan-anh/theo-doi/{private_token(FieldReport.objects.latest('pk'))}/"


def report_address() -> str:
    """The public page of the same report."""
    return f"/phan-anh/{FieldReport.objects.latest('pk').reference}/"


def prepare_mentions() -> None:
    """Something for the figures of online information."""
    online_rule("sạt lở")
    online_mention("Sạt lở ở bờ biển")


def prepare_figures() -> None:
    """A dashboard with everything on it: figures over time, of areas and parts, a target, quality, words of staff."""
    indicator = Indicator.objects.create(code="YT-X", name="Số ca sốt xuất huyết", subsystem="y-te", is_public=True)
    agency = Agency.objects.get(code="SYT")
    version = IndicatorVersion.objects.create(
        indicator=indicator, unit="ca", period_kind="month", level="district", agency=agency, direction="down"
    )
    data_set = IndicatorSet.objects.create(code="YT-X", name="Y tế", subsystem="y-te", period_kind="month")
    SetIndicator.objects.create(indicator_set=data_set, indicator=indicator)
    delivery = published("YT-X", "SYT", is_demo=True)
    sex = Dimension.objects.create(code="GIOI", name="Giới tính")
    whole = Breakdown.objects.create(code=TOTAL_CODE, name="Tổng số")
    parts = [Breakdown.objects.create(code=code, name=code.title(), dimension=sex) for code in ("NAM", "NU")]
    province = Area.objects.get(level="province", agencies__code="UBND")
    districts = list(Area.objects.filter(level="district", agencies__isnull=False).distinct()[:4])
    rows = [(province, whole, period, 50 + period % 7) for period in (20250901, 20260801, 20260901)]
    rows += [(area, whole, 20260901, 3 + area.pk % 9) for area in districts]
    rows += [(province, part, 20260901, 25) for part in parts]
    figures = [
        Observation(indicator=indicator, version=version, area=a, breakdown=b, period=p, value=v, delivery=delivery)
        for a, b, p, v in rows
    ]
    Observation.objects.bulk_create(figures)
    Target.objects.create(indicator=indicator, area=province, period=20260901, value=40, is_demo=True)
    for subject, row in ((f"i:{indicator.pk}", indicator), ("s:y-te", None)):
        QualityScore.objects.create(
            subject=subject, month=20261001, indicator=row, accuracy=80, overall=80, is_latest=True, is_demo=True
        )


PREPARE: list[Callable[[], object]] = [
    prepare_site,
    prepare_regulation,
    prepare_content,
    closed_report,
    prepare_mentions,
    prepare_figures,
]
REGULATION = "/quy-che/1089-qd-ubnd/"

PUBLIC_PAGES = [
    PublicPage("/"),
    PublicPage("/phan-he/"),
    PublicPage("/phan-he/y-te/"),
    PublicPage("/phan-he/y-te/?chi-tieu=YT-X&ky=2026-09"),
    PublicPage("/phan-he/y-te/?che-do=man-hinh"),
    PublicPage("/quy-che/"),
    PublicPage(REGULATION),
    PublicPage(f"{REGULATION}?ngay={date(2024, 6, 1)}"),
    PublicPage(f"{REGULATION}?ngay=hom-qua", status=400),
    PublicPage(f"{REGULATION}dieu-8/"),
    PublicPage(f"{REGULATION}so-sanh/?tu=2024-06-01&den=2026-01-01"),
    PublicPage(f"{REGULATION}so-sanh/?tu=x&den=y", status=400),
    PublicPage(f"{REGULATION}nhiem-vu/"),
    PublicPage(f"{REGULATION}nhiem-vu/?xem=co-quan"),
    PublicPage("/co-quan/"),
    PublicPage("/co-quan/so-y-te/"),
    PublicPage("/huong-dan/"),
    PublicPage("/huong-dan/cach-lam/"),
    PublicPage("/tin-tuc/"),
    PublicPage("/tin-tuc/khai-truong/"),
    PublicPage("/tin-tuc/bao-tri/"),
    PublicPage("/tim-kiem/"),
    PublicPage("/tim-kiem/?q=quy+che"),
    PublicPage("/tim-kiem/?q=khongcogi"),
    PublicPage("/phan-anh/"),
    PublicPage("/phan-anh/?hien=ban-do"),
    PublicPage("/phan-anh/nhan-tin/"),
    PublicPage("/phan-he/phan-anh-hien-truong/"),
    PublicPage("/phan-he/giam-sat-thong-tin/"),
    PublicPage("/phan-anh/gui/"),
    PublicPage(report_address),
    PublicPage(track_address),
    PublicPage("/tinh-trang/"),
    PublicPage("/khen-thuong/"),
    PublicPage("/bao-cao/xac-thuc/"),
    PublicPage("/du-lieu/"),
    PublicPage("/du-lieu/YT-X/"),
    PublicPage("/du-lieu/api/"),
    PublicPage("/bao-cao/xac-thuc/KHONGCOMANAY/", status=404),
    PublicPage("/khong-co-trang-nay/", status=404),
]
# Wagtail's own screens in our colours: in its language and design, without our header.
SIGN_IN_PAGES = [PublicPage("/quan-tri/login/"), PublicPage("/quan-tri/password_reset/")]
