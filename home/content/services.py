"""Every write of this room that is not Wagtail's own."""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from home.content.models import FourEyesApprovalTask

# Shown in the admin and stored in the database, hence in Vietnamese.
WORKFLOW_NAME = "Duyệt bởi người thứ hai"
TASK_NAME = "Người duyệt đọc và cho xuất bản"


@transaction.atomic
def set_up_workflow(publishers: Group) -> Workflow:
    """Put all pages under the workflow with four eyes, in which the members of ``publishers`` approve.

    Can run again and again. Another workflow that an administrator chose for a part of the site stays.
    """
    _remove_wagtail_defaults()
    workflow, task = _workflow_and_task()
    task.groups.add(publishers)
    WorkflowPage.objects.update_or_create(page=Page.get_first_root_node(), defaults={"workflow": workflow})
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
