"""Made-up proposals in all states, so that every screen has something to show."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.demo import DemoSize
from subsystems.agencies.models import Agency, User
from workflows.engine.services import fire
from workflows.proposals.clauses import text_of
from workflows.proposals.forms import KIND_FORMS
from workflows.proposals.models import Proposal
from workflows.proposals.services import set_public_note, support, write_proposal


@dataclass(frozen=True, slots=True)
class _Sample:
    """One made-up proposal: who writes it, what it says, how many days ago, and the steps that follow."""

    kind: str
    author: str
    answers: dict[str, Any]
    days_ago: int
    steps: tuple[tuple[str, str, dict[str, Any]], ...] = ()
    supporters: tuple[str, ...] = ()
    public_note: str = ""


_HEAD_SENDS: tuple[str, str, dict[str, Any]] = ("endorse", "lanhdao.soyte", {})
SAMPLES = (
    _Sample(
        "improvement",
        "xuly.soyte",
        {
            "title": "Hiển thị công suất giường bệnh theo ngày",
            "subsystem": "y-te",
            "body": "Phân hệ y tế hiện chỉ có số liệu theo tháng; đề nghị bổ sung công suất giường bệnh theo ngày.",
            "benefit": "Lãnh đạo ngành điều phối người bệnh giữa các cơ sở kịp thời hơn.",
        },
        40,
        (
            ("submit", "xuly.soyte", {}),
            _HEAD_SENDS,
            ("receive", "dieuphoi", {}),
            ("accept", "dieuphoi", {"answer": "Đồng ý bổ sung; giao đơn vị vận hành thực hiện."}),
            ("forward", "dieuphoi", {"agency": "VNPT"}),
        ),
        ("xuly.phanthiet",),
    ),
    _Sample(
        "incident",
        "xuly.phanthiet",
        {
            "title": "Danh sách phản ánh tải chậm vào đầu giờ sáng",
            "subsystem": "phan-anh-hien-truong",
            "severity": "minor",
            "since": "Từ 7 giờ sáng thứ Hai",
            "affected": "Cán bộ xử lý phải chờ lâu mới mở được danh sách.",
            "body": "Danh sách phản ánh mở chậm trong khoảng 7 giờ đến 8 giờ.",
        },
        3,
        (("submit", "xuly.phanthiet", {}), ("acknowledge", "vanhanh", {})),
        public_note="Danh sách phản ánh có thể mở chậm vào đầu giờ sáng; đơn vị vận hành đang khắc phục.",
    ),
    _Sample(
        "incident",
        "xuly.soyte",
        {
            "title": "Không tải được tệp báo cáo",
            "subsystem": "y-te",
            "severity": "major",
            "since": "Chiều ngày làm việc trước",
            "affected": "Người dùng của Sở Y tế không tải được tệp về máy.",
            "body": "Bấm tải tệp thì trình duyệt báo lỗi.",
        },
        20,
        (
            ("submit", "xuly.soyte", {}),
            ("acknowledge", "vanhanh", {}),
            ("receive", "dieuphoi", {}),
            ("accept", "dieuphoi", {"answer": "Đã xác nhận lỗi."}),
            ("forward", "dieuphoi", {"agency": "VNPT"}),
            ("finish", "vanhanh", {"result": "Đã sửa cấu hình máy chủ tệp."}),
        ),
        public_note="Một số tệp không tải được; đã khắc phục.",
    ),
    _Sample(
        "feedback",
        "xuly.phanthiet",
        {
            "title": "Nêu rõ thời hạn tổng hợp vấn đề phát sinh",
            "place": "dieu-9-khoan-4",
            "body": "Khoản này không nêu thời hạn nên các cơ quan tổng hợp không đều.",
            "proposed_text": "Thông tin, phản ánh kịp thời các vấn đề phát sinh cho cơ quan, đơn vị nơi công tác; "
            "cơ quan, đơn vị tổng hợp, báo cáo Sở Thông tin và Truyền thông trước ngày 25 hằng tháng.",
        },
        12,
        (
            ("submit", "xuly.phanthiet", {}),
            ("endorse", "lanhdao.phanthiet", {}),
            ("receive", "dieuphoi", {}),
            ("accept", "dieuphoi", {"answer": "Ghi nhận, đưa vào dự thảo sửa đổi quy chế."}),
        ),
        ("xuly.soyte",),
    ),
    _Sample(
        "connection",
        "xuly.soyte",
        {
            "title": "Kết nối phần mềm quản lý khám bệnh, chữa bệnh",
            "subsystem": "y-te",
            "system": "Phần mềm quản lý khám bệnh, chữa bệnh của ngành",
            "contents": "Số lượt khám theo cơ sở, mỗi ngày một lần, chỉ số liệu tổng hợp.",
            "method": "lgsp",
            "technician": "Bộ phận công nghệ thông tin, Sở Y tế",
            "body": "Đề nghị kết nối để thay việc nhập số liệu bằng tay.",
        },
        6,
        (("submit", "xuly.soyte", {}), _HEAD_SENDS),
    ),
    _Sample(
        "change",
        "xuly.phanthiet",
        {
            "title": "Lọc phản ánh theo khu phố",
            "subsystem": "phan-anh-hien-truong",
            "now": "Chỉ lọc được theo phường, xã.",
            "wanted": "Lọc được theo khu phố, thôn.",
            "body": "Phường có nhiều khu phố, khó chia việc cho cán bộ.",
        },
        2,
        (("submit", "xuly.phanthiet", {}),),
    ),
)


def seed_proposals(size: DemoSize) -> str:
    """Make the samples once; leaves what is there alone."""
    if Proposal.objects.filter(is_demo=True).exists():
        return "proposals: there already"
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    agencies = {agency.code: agency for agency in Agency.objects.filter(code__in=["VNPT"])}
    for sample in SAMPLES:
        _make(sample, people, agencies)
    return f"proposals: {len(SAMPLES)}"


def _make(sample: _Sample, people: dict[str, User], agencies: dict[str, Agency]) -> None:
    if (place := sample.answers.get("place")) and text_of(Citation.from_eid(REGULATION, place)) is None:
        return  # the regulation is not loaded: feedback would hang on nothing
    author = people[sample.author]
    form = KIND_FORMS[sample.kind](sample.answers)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    at = timezone.now() - timedelta(days=sample.days_ago)
    membership = author.memberships.select_related("agency").first()
    if membership is None:
        raise ValueError(f"{sample.author} works for no agency")
    proposal = write_proposal(
        author, membership.agency, sample.kind, form.for_columns, form.details, is_demo=True, now=at
    )
    for hours, (code, who, answers) in enumerate(sample.steps, start=1):
        data = {name: agencies.get(value, value) for name, value in answers.items()}
        fire(proposal, code, people[who], data, now=at + timedelta(hours=2 * hours))
    if sample.public_note:
        set_public_note(proposal, people["vanhanh"], sample.public_note)
    for supporter in sample.supporters:
        if proposal.state in ("received", "accepted", "in_progress"):
            support(proposal, people[supporter])
