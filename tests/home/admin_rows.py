from subsystems.agencies.models import Agency
from tests.admin_rows import Row, rows_for


@rows_for("wagtailsettings:")
def site_frame(owner: Agency) -> Row:
    """Menus and contacts are the administrator's."""
    return Row({"app_name": "home", "model_name": "siteframe", "pk": 1}, readers=frozenset())
