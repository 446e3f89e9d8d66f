"""The demonstration accounts (one a role), bound to agencies of the decision."""

from dataclasses import dataclass

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from ioc_site.common.demo import DemoSize
from subsystems.agencies import services
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A sign-in with the role that it shows; without an agency it is the administrator."""

    username: str
    last_name: str
    first_name: str
    agency: str = ""
    role: Role | None = None


ACCOUNTS = (
    DemoAccount("quantri", "Quản trị", "Hệ thống"),
    DemoAccount("bientap", "Nguyễn Thị", "Biên Tập", "STTTT", Role.EDITOR),
    DemoAccount("duyetbai", "Trần Văn", "Duyệt Bài", "STTTT", Role.PUBLISHER),
    DemoAccount("dieuphoi", "Lê Thị", "Điều Phối", "STTTT", Role.MODERATOR),
    DemoAccount("xuly.phanthiet", "Phạm Văn", "Xử Lý", "PHAN-THIET", Role.OFFICER),
    DemoAccount("lanhdao.phanthiet", "Võ Thị", "Lãnh Đạo", "PHAN-THIET", Role.HEAD),
    DemoAccount("xuly.soyte", "Đặng Văn", "Xử Lý", "SYT", Role.OFFICER),
    DemoAccount("lanhdao.soyte", "Bùi Thị", "Lãnh Đạo", "SYT", Role.HEAD),
    DemoAccount("noivu", "Đỗ Văn", "Nội Vụ", "SNV", Role.INTERNAL_AFFAIRS),
    DemoAccount("lanhdao", "Hồ Thị", "Lãnh Đạo", "UBND", Role.LEADER),
    DemoAccount("vanhanh", "Ngô Văn", "Vận Hành", "VNPT", Role.OPERATOR),
    DemoAccount("kiemtra", "Dương Thị", "Kiểm Tra", "TTT", Role.AUDITOR),
)


def seed_accounts(size: DemoSize) -> str:
    """Make the accounts that are missing and give all of them the password; raises ``CommandError`` without agencies.

    A person of the same name that is not a demonstration account is left alone and named in the error.
    """
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    missing = {account.agency for account in ACCOUNTS if account.agency} - agencies.keys()
    if missing:
        raise CommandError(_("Load the agencies first (missing: %(codes)s).") % {"codes": ", ".join(sorted(missing))})
    known = {user.username: user for user in User.objects.filter(username__in=[a.username for a in ACCOUNTS])}
    real = sorted(user.username for user in known.values() if not user.is_demo)
    if real:
        raise CommandError(_("These accounts belong to real people: %(names)s.") % {"names": ", ".join(real)})
    for account in ACCOUNTS:
        user = known.get(account.username) or services.create_account(
            account.username, size.password, account.first_name, account.last_name, is_demo=True
        )
        services.set_demo_access(user, size.password, is_superuser=not account.agency)
        if account.role and not user.memberships.filter(role=account.role).exists():
            services.add_membership(user, agencies[account.agency], account.role)
    return _("%(count)s accounts") % {"count": len(ACCOUNTS)}
