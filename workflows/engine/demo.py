"""Made-up deputyships: one that is over, one that holds today and one that begins later."""

from datetime import timedelta

from django.utils import timezone

from ioc_site.common.demo import DemoSize
from subsystems.agencies.models import User
from workflows.engine.deputy_services import name_deputy
from workflows.engine.models import Deputyship

# Who is away, who stands in, first and last day from today, why. The head stands in for the officer, not the other way
# round, so that the account of the officer shows what an officer may do.
SAMPLES = (
    ("xuly.soyte", "lanhdao.soyte", -2, 12, "Tập huấn (dữ liệu minh họa)"),
    ("dieuphoi", "duyetbai", 14, 18, "Nghỉ phép (dữ liệu minh họa)"),
)
_OVER = ("lanhdao.phanthiet", "xuly.phanthiet", -40, -30, "Đi công tác (dữ liệu minh họa)")


def seed_deputies(size: DemoSize) -> str:
    """Make them once; without the demonstration accounts there is nobody to stand in for."""
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    if Deputyship.objects.filter(is_demo=True).exists() or "dieuphoi" not in people:
        return "deputies: nothing to do"
    today = timezone.localdate()
    for away, deputy, first, last, reason in SAMPLES:
        agency = people[away].memberships.select_related("agency").get().agency
        days = today + timedelta(days=first), today + timedelta(days=last)
        name_deputy(people[away], people[deputy], agency, *days, reason, is_demo=True)
    # Nobody can name a deputy for a time that is over, hence not through the service.
    away, deputy, first, last, reason = _OVER
    Deputyship.objects.create(
        person=people[away],
        deputy=people[deputy],
        agency=people[away].memberships.select_related("agency").get().agency,
        first_day=today + timedelta(days=first),
        last_day=today + timedelta(days=last),
        reason=reason,
        is_demo=True,
    )
    return f"deputies: {len(SAMPLES) + 1}"
