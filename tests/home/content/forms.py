"""Posts the admin's page form as a browser does: every field with the value that the screen shows."""

from typing import Any

from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text, streamfield

from home.content.blocks import TEXT_FEATURES


def edit_form(client: Any, page: Page, **changes: Any) -> dict[str, Any]:
    """The fields of the page's edit screen as they stand, with ``changes``; ``text`` replaces the first text block."""
    response = client.get(f"/quan-tri/pages/{page.pk}/edit/")
    assert response.status_code == 200, response
    data = querydict_from_html(response.content.decode(), form_id="page-edit-form").dict()
    draft = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    data |= body_form(draft.body, changes.pop("text", None))
    return data | changes


def create_form(**fields: Any) -> dict[str, Any]:
    """The fields of a new guidance page."""
    return nested_form_data(
        {
            "title": "Trang mới",
            "slug": "trang-moi",
            "summary": "Một trang mới.",
            "audience": "nguoi-dan",
            "subsystem": "",
            "body": streamfield([("text", rich_text("<p>Nội dung.</p>", features=TEXT_FEATURES))]),
            "related_links": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 8},
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            **fields,
        }
    )


def body_form(body: Any, text: str | None) -> dict[str, Any]:
    """The form fields of a body that consists of text blocks."""
    sources = [block.value.source for block in body]
    if text is not None:
        sources[0] = text
    fields = nested_form_data(
        {"body": streamfield([("text", rich_text(source, features=TEXT_FEATURES)) for source in sources])}
    )
    for index, block in enumerate(body):
        fields[f"body-{index}-id"] = block.id
    return fields
