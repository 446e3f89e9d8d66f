"""The page that shows every component of templates/components/ in every state (staff only).

Its words are examples, in Vietnamese as on the site itself: they show how long real words get and how marks stack.
"""

import re
from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.figures import Figure

COLOURS = {
    _("Sea: actions and links"): ("sea-50", "sea-100", "sea-200", "sea-600", "sea-700", "sea-900"),
    _("Dunes: surfaces and warmth"): ("sand-50", "sand-100", "sand-200", "dune-400", "dune-700"),
    _("Dragon fruit: the call to report a problem, once a page"): ("pitaya-50", "pitaya-600", "pitaya-700"),
    _("Text and lines"): ("white", "ink", "ink-soft", "line", "line-strong"),
    _("States"): (
        "success",
        "success-surface",
        "warning",
        "warning-surface",
        "danger",
        "danger-surface",
        "info",
        "info-surface",
    ),
}
ICONS = settings.BASE_DIR / "static" / "img" / "icons.svg"


class ExampleForm(forms.Form):
    """Every kind of control that forms of the portal use."""

    title = forms.CharField(label="Tiêu đề", max_length=120, help_text="Ví dụ: Đèn đường không sáng.")
    description = forms.CharField(label="Nội dung", widget=forms.Textarea)
    category = forms.ChoiceField(
        label="Lĩnh vực",
        widget=forms.RadioSelect,
        choices=[("road", "Đường bộ, vỉa hè"), ("light", "Chiếu sáng công cộng"), ("waste", "Rác thải, vệ sinh")],
        help_text="Chọn một lĩnh vực gần nhất.",
    )
    area = forms.ChoiceField(label="Địa bàn", choices=[("", "Chọn địa bàn"), ("pt", "Thành phố Phan Thiết")])
    channels = forms.MultipleChoiceField(
        label="Nhận thông báo qua",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("mail", "Thư điện tử"), ("sms", "Tin nhắn")],
    )
    seen_on = forms.DateField(label="Ngày phát hiện", widget=forms.DateInput(attrs={"type": "date"}))
    count = forms.IntegerField(label="Số điểm hư hỏng", required=False)
    email = forms.EmailField(label="Thư điện tử", required=False, help_text="Để cơ quan xử lý trả lời cho bạn.")
    photos = forms.FileField(label="Ảnh chụp", required=False, help_text="JPEG, PNG, HEIC; mỗi tệp không quá 10 MB.")
    closed = forms.CharField(label="Mã hồ sơ", required=False, disabled=True, initial="PA-2026-000123")
    consent = forms.BooleanField(label="Tôi đồng ý để cơ quan xử lý xem số điện thoại của tôi.")


def style_guide(request: HttpRequest) -> HttpResponse:
    """Colours, type and each component with its states; the form is shown as filled in wrongly, too."""
    now = timezone.localtime()
    return render(
        request,
        "home/style_guide.html",
        {
            "colours": COLOURS,
            "icons": re.findall(r'<symbol id="([\w-]+)"', ICONS.read_text()),
            "form": ExampleForm(prefix="a"),
            "wrong_form": ExampleForm({"b-title": "x" * 130, "b-email": "ten@", "b-count": "ba"}, prefix="b"),
            "figure": Figure("12.480", "phản ánh đã xử lý đúng hạn trong 12 tháng", now, is_demo=True),
            "crumbs": [SimpleNamespace(title="Hướng dẫn", url="/huong-dan/")],
            "tabs": [
                SimpleNamespace(label="Đang chờ", url="#the", current=True, count=12),
                SimpleNamespace(label="Đang xử lý", url="#the", current=False, count=3),
                SimpleNamespace(label="Đã xong", url="#the", current=False, count=None),
            ],
            "steps": [
                SimpleNamespace(title="Chọn vị trí", text="Chạm vào bản đồ, hoặc gõ tên đường."),
                SimpleNamespace(title="Mô tả sự việc", text="Viết ngắn gọn và kèm ảnh nếu có."),
                SimpleNamespace(title="Gửi và nhận mã", text="Giữ mã phản ánh để theo dõi kết quả."),
            ],
            "events": [
                SimpleNamespace(time=now, title="Đang xử lý", actor="UBND thành phố Phan Thiết", text="", current=True),
                SimpleNamespace(
                    time=now - timedelta(hours=5),
                    title="Đã chuyển xử lý",
                    actor="Sở Thông tin và Truyền thông",
                    text="Hạn trả lời: 17:00 ngày làm việc thứ ba.",
                    current=False,
                ),
            ],
            "table_head": ["Đơn vị", "Đã tiếp nhận", "Đúng hạn"],
            "table_rows": [["Sở Y tế", "1.204", "96,2 %"], ["UBND thành phố Phan Thiết", "8.310", "91,0 %"]],
            "contact": {
                "name": "Bộ phận hỗ trợ",
                "address": "Số nhà, tên đường, thành phố Phan Thiết",
                "phone": "0252 000 0000",
                "email": "ho-tro@example.vn",
                "hours": "Thứ Hai đến thứ Sáu, 7:30–11:30 và 13:30–17:00",
            },
        },
    )
