"""What follows when law text is published, whichever way Wagtail does it; runs within the publishing transaction."""

from typing import Any

from wagtail.signals import published

from home.regulation.linking import forget_eids
from home.regulation.models import Amendment
from home.regulation.services import apply_amendment
from home.regulation.services.gathering import tell_proposers


def amendment_published(sender: type, instance: Amendment, **kwargs: Any) -> None:
    """Put an amendment in force; the feedback that it takes up is done."""
    if instance.live:
        amendment = Amendment.objects.select_related("document").get(pk=instance.pk)
        apply_amendment(amendment)
        forget_eids()
        tell_proposers(amendment)


def connect() -> None:
    """Called once, when the apps are ready."""
    published.connect(amendment_published, sender=Amendment, dispatch_uid="regulation_amendment_published")
