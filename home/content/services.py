"""Every write of this room that is not Wagtail's own."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from home.content.models import FourEyesApprovalTask

WORKFLOW_NAME = "Duyệt bởi người thứ hai"
TASK_NAME = "Người duyệt đọc và cho xuất bản"
PAGE_PERMISSIONS = {
    "editors": ("add_page", "change_page", "lock_page"),
    "publishers": ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
COLLECTION_PERMISSIONS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


@transaction.atomic
def set_up_editing(editors: Group, publishers: Group) -> Workflow:
    """Give the two groups their permissions on all pages, and put all pages under the workflow with four eyes.

    Can run again and again: it adds what is missing and takes nothing away that an administrator gave.
    """
    _remove_wagtail_defaults()
    root = Page.get_first_root_node()
    for group, permissions in ((editors, PAGE_PERMISSIONS["editors"]), (publishers, PAGE_PERMISSIONS["publishers"])):
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for permission in Permission.objects.filter(codename__in=permissions, content_type__app_label="wagtailcore"):
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        for permission in Permission.objects.filter(codename__in=COLLECTION_PERMISSIONS):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=Collection.get_first_root_node(), permission=permission
            )
    workflow, task = _workflow_and_task()
    task.groups.add(publishers)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    return workflow


def _workflow_and_task() -> tuple[Workflow, FourEyesApprovalTask]:
    task = FourEyesApprovalTask.objects.filter(active=True).first()
    if task is None:
        task = FourEyesApprovalTask.objects.create(name=TASK_NAME)
    workflow = Workflow.objects.filter(workflow_tasks__task=task, active=True).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=WORKFLOW_NAME)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow, task


def _remove_wagtail_defaults() -> None:
    """Wagtail starts with two groups and a workflow that asks for no second person."""
    for workflow in Workflow.objects.filter(workflow_tasks__task__content_type__model="groupapprovaltask"):
        if not workflow.workflow_states.exists():
            workflow.tasks.delete()
            workflow.delete()
    Group.objects.filter(name__in=("Editors", "Moderators"), user__isnull=True).delete()
