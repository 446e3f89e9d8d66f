"""Made-up rules, so that the screens have something to show; they act on what is done in the demonstration."""

from typing import Any

from ioc_site.common.demo import DemoSize
from subsystems.agencies.models import User
from workflows.rules.kinds import kind_of
from workflows.rules.models import ContentRule
from workflows.rules.services import save_rule

SAMPLES: tuple[dict[str, Any], ...] = (
    {
        "name": "Gắn nhãn “Khẩn” cho phản ánh khẩn cấp",
        "workflow": "field_report",
        "transition": "accept",
        "action": "tag",
        "conditions": [{"fact": "urgent", "op": "yes", "value": []}],
        "settings": {"name": "Khẩn"},
        "is_active": True,
    },
    {
        "name": "Theo dõi phản ánh bị đánh giá thấp",
        "workflow": "field_report",
        "transition": "",
        "action": "follow_up",
        "conditions": [
            {"fact": "to", "op": "in", "value": ["closed"]},
            {"fact": "rating", "op": "at_most", "value": ["2"]},
        ],
        "settings": {
            "role": "head",
            "whose": "case",
            "agency": None,
            "title": "Xem lại kết quả xử lý {{ reference }} bị đánh giá thấp",
            "days": 3,
        },
        "is_active": True,
    },
    {
        "name": "Báo lãnh đạo khi có sự cố nghiêm trọng",
        "workflow": "proposal",
        "transition": "submit",
        "action": "notify",
        "conditions": [
            {"fact": "kind", "op": "in", "value": ["incident"]},
            {"fact": "severity", "op": "in", "value": ["critical"]},
        ],
        "settings": {
            "role": "leader",
            "whose": "any",
            "agency": None,
            "text": "Sự cố nghiêm trọng {{ reference }}: {{ state }}",
        },
        "is_active": True,
    },
)


def seed_rules(size: DemoSize) -> str:
    """Make the samples once; leaves what is there alone."""
    owner = User.objects.filter(is_demo=True, username="dieuphoi").first()
    if owner is None or ContentRule.objects.filter(is_demo=True).exists():
        return "rules: there already"
    made = 0
    for sample in SAMPLES:
        if kind_of(str(sample["workflow"])) is None:
            continue
        fields = {name: value for name, value in sample.items() if name not in ("workflow", "action")}
        rule = ContentRule(workflow=sample["workflow"], action=sample["action"], is_demo=True)
        save_rule(rule, owner, fields)
        made += 1
    return f"rules: {made}"
