"""The workflow under which law text stands."""

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Workflow, WorkflowContentType

from home.content.services import set_up_workflow
from home.regulation.models import Amendment, CitedDocument, Document, Ground, ProvisionVersion
from subsystems.agencies.enums import Role
from subsystems.agencies.groups import GROUP_NAMES

MODELS = (Amendment, CitedDocument, Document, Ground, ProvisionVersion)


def put_law_text_under_workflow() -> Workflow:
    """Have drafts of law text approved by a communications publisher who did not write them, as pages are.

    Can run again and again; another workflow that an administrator chose stays.
    """
    publishers, _created = Group.objects.get_or_create(name=GROUP_NAMES[Role.PUBLISHER])
    workflow = set_up_workflow(publishers)
    for model in MODELS:
        content_type = ContentType.objects.get_for_model(model)
        WorkflowContentType.objects.get_or_create(content_type=content_type, defaults={"workflow": workflow})
    return workflow
