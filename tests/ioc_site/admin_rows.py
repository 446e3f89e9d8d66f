"""Rows behind Wagtail's own screens: they belong to the site, not to an agency."""

import io

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupApprovalTask, Page, Site, Workflow, WorkflowTask

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.admin_rows import EVERYBODY, Row, new_secret, rows_for
from tests.subsystems.agencies.factories import UserFactory

EDITORIAL: frozenset[Role | None] = frozenset({Role.EDITOR, Role.PUBLISHER})
NOBODY: frozenset[Role | None] = frozenset()


def draft_page(title: str = "Bản nháp") -> Page:
    root = Page.get_first_root_node()
    return root.add_child(
        instance=Page(title=title, slug=f"ban-nhap-{Page.objects.count()}", live=False, owner=UserFactory())
    )


@rows_for(
    "wagtailadmin_pages:",
    "wagtailadmin_explore",
    "wagtailadmin_choose_page",
    "wagtailadmin_api:pages:",
    "wagtailforms:",
    "simple_translation:submit_page",
)
def page(owner: Agency) -> Row:
    secret = new_secret()
    row = draft_page(secret)
    revision = row.save_revision()
    workflow = Workflow.objects.create(name="Duyệt bài")
    task = GroupApprovalTask.objects.create(name="Duyệt", active=True)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    state = workflow.start(row, UserFactory())
    content_type = {"app_label": "wagtailcore", "model_name": "page"}
    return Row(
        {
            **dict.fromkeys(("pk", "page_id", "parent_page_id", "page_to_move_id"), row.pk),
            "destination_id": Page.get_first_root_node().pk,
            "content_type_app_name": "wagtailcore",
            "content_type_model_name": "page",
            **content_type,
            "revision_id": revision.pk,
            "revision_id_a": revision.pk,
            "revision_id_b": "latest",
            "action_name": "approve",
            "task_state_id": state.current_task_state.pk,
            "task_id": task.pk,
            "workflow_state_id": state.pk,
        },
        secret,
        readers=EDITORIAL,
        writers=EDITORIAL,
    )


@rows_for("wagtailimages", "wagtailadmin_api:images:")
def image(owner: Agency) -> Row:
    buffer = io.BytesIO()
    Picture.new("RGB", (40, 30), "navy").save(buffer, "PNG")
    model = get_image_model()
    secret = new_secret()
    row = model.objects.create(title=secret, file=ContentFile(buffer.getvalue(), name="thu.png"))
    return Row(
        {"image_id": row.pk, "pk": row.pk, "filter_spec": "width-20", "uploaded_file_id": 10_000},
        secret,
        readers=EDITORIAL,
        writers=EDITORIAL,
    )


@rows_for("wagtaildocs", "wagtailadmin_api:documents:")
def document(owner: Agency) -> Row:
    secret = new_secret()
    row = get_document_model().objects.create(title=secret, file=SimpleUploadedFile("thu.txt", b"thu"))
    return Row(
        {"document_id": row.pk, "doc_id": row.pk, "pk": row.pk, "uploaded_file_id": 10_000},
        secret,
        readers=EDITORIAL,
        writers=EDITORIAL,
    )


@rows_for("wagtailusers_users:", "signin_reset_second_factor")
def person(owner: Agency) -> Row:
    secret = new_secret()
    return Row({"pk": UserFactory(last_name=secret).pk}, secret, readers=NOBODY)


@rows_for("wagtailusers_groups:")
def group(owner: Agency) -> Row:
    secret = new_secret()
    return Row({"pk": Group.objects.create(name=secret).pk}, secret, readers=NOBODY)


@rows_for("wagtailsites:")
def site(owner: Agency) -> Row:
    secret = new_secret()
    row = Site.objects.create(hostname=secret, site_name=secret, root_page=draft_page())
    return Row({"pk": row.pk}, secret, readers=EDITORIAL)


@rows_for("wagtailadmin_collections:")
def collection(owner: Agency) -> Row:
    secret = new_secret()
    row = Collection.get_first_root_node().add_child(name=secret)
    return Row({"pk": row.pk, "collection_id": row.pk}, secret, readers=EDITORIAL)


@rows_for("wagtailadmin_workflows:")
def workflow(owner: Agency) -> Row:
    """Its name is no secret: whoever takes part in the review meets it in lists; changing it is another matter."""
    row = Workflow.objects.create(name="Quy trình duyệt")
    task = GroupApprovalTask.objects.create(name="Duyệt")
    args = {"pk": row.pk, "workflow_pk": row.pk, "page_pk": draft_page().pk, "task_id": task.pk}
    return Row({**args, "app_label": "wagtailcore", "model_name": "groupapprovaltask"}, readers=NOBODY)


@rows_for(*(f"wagtailadmin_workflows:{action}_task" for action in ("edit", "disable", "enable")))
def task(owner: Agency) -> Row:
    return Row({"pk": GroupApprovalTask.objects.create(name="Bước khác").pk}, readers=NOBODY)


@rows_for("wagtailadmin_workflows:task_chosen")
def chosen_task(owner: Agency) -> Row:
    """The names of the steps of the review are known to those who take part in it."""
    row = GroupApprovalTask.objects.create(name="Bước duyệt")
    return Row({"task_id": row.pk}, readers=EDITORIAL, writers=EDITORIAL)


@rows_for("wagtailredirects:")
def redirect(owner: Agency) -> Row:
    secret = new_secret()
    row = Redirect.objects.create(old_path=f"/{secret}", redirect_link="/x")
    return Row({"redirect_id": row.pk}, secret, readers=NOBODY)


@rows_for("wagtailadmin_editing_sessions:")
def editing_session(owner: Agency) -> Row:
    row = draft_page()
    return Row(
        {"app_label": "wagtailcore", "model_name": "page", "object_id": row.pk, "session_id": 10_000},
        readers=EDITORIAL,
        writers=EDITORIAL,
    )


@rows_for("wagtailadmin_editing_sessions:release")
def own_editing_session(owner: Agency) -> Row:
    """Wagtail answers "done" to everybody and ends only one's own."""
    return Row({"session_id": 10_000}, readers=EVERYBODY, writers=EVERYBODY)


@rows_for("wagtail_bulk_action")
def page_in_bulk(owner: Agency) -> Row:
    args = {"app_label": "wagtailcore", "model_name": "page", "action": "delete"}
    return Row(args, query={"id": draft_page().pk}, readers=EDITORIAL, writers=EDITORIAL)


@rows_for("wagtail_bulk_action")
def person_in_bulk(owner: Agency) -> Row:
    args = {"app_label": "agencies", "model_name": "user", "action": "delete"}
    secret = new_secret()
    return Row(args, secret, query={"id": UserFactory(last_name=secret).pk}, readers=NOBODY)


@rows_for("wagtailadmin_password_reset_confirm")
def password_reset(owner: Agency) -> Row:
    """The link in a letter carries its own right; a wrong one shows a form that says so."""
    return Row({"uidb64": "MQ", "token": "x-x"}, readers=EVERYBODY, writers=EVERYBODY)


@rows_for("wagtailadmin_tag_model_autocomplete")
def tag(owner: Agency) -> Row:
    """Tags of pictures are no secret."""
    return Row({"app_name": "taggit", "model_name": "tag"}, readers=EVERYBODY, writers=EVERYBODY)


@rows_for("simple_translation:submit_snippet")
def translated_snippet(owner: Agency) -> Row:
    return Row({"app_label": "agencies", "model_name": "agency", "pk": owner.pk}, readers=NOBODY)
