from home.regulation.enums import ChangeAction
from home.regulation.law_text import LawText
from home.regulation.services import put_law_text_under_workflow
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.admin_rows import Row, new_secret, rows_for
from tests.home.regulation.factories import (
    AmendmentFactory,
    CitedDocumentFactory,
    DocumentFactory,
    GroundFactory,
    ProvisionVersionFactory,
)
from tests.subsystems.agencies.factories import UserFactory

KEEPERS = frozenset({Role.EDITOR, Role.PUBLISHER})


def law_text(draft: LawText, secret: str) -> Row:
    """A draft that waits for approval. Law text belongs to no agency: it is kept by all of communications."""
    author = UserFactory()
    revision = draft.save_revision(user=author)
    state = put_law_text_under_workflow().start(draft, author)
    args = {
        "pk": draft.pk,
        "revision_id": revision.pk,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "action_name": "reject",
        "task_state_id": state.current_task_state.pk,
        "task_id": state.current_task_state.task_id,
        "workflow_state_id": state.pk,
    }
    return Row(args, secret, readers=KEEPERS | {Role.AUDITOR}, writers=KEEPERS)


@rows_for("wagtailsnippets_regulation_document:", "wagtailsnippetchoosers_regulation_document:")
def document(owner: Agency) -> Row:
    secret = new_secret()
    return law_text(DocumentFactory(title=secret), secret)


@rows_for("wagtailsnippets_regulation_provisionversion:", "wagtailsnippetchoosers_regulation_provisionversion:")
def provision_text(owner: Agency) -> Row:
    secret = new_secret()
    return law_text(ProvisionVersionFactory(text=secret), secret)


@rows_for("wagtailsnippets_regulation_amendment:", "wagtailsnippetchoosers_regulation_amendment:")
def amendment(owner: Agency) -> Row:
    secret = new_secret()
    changes = [(ChangeAction.REPLACE, "Điều 1", secret)]
    return law_text(AmendmentFactory(title=secret, changes=changes), secret)


@rows_for("wagtailsnippets_regulation_ground:", "wagtailsnippetchoosers_regulation_ground:")
def ground(owner: Agency) -> Row:
    secret = new_secret()
    return law_text(GroundFactory(text=secret), secret)


@rows_for("wagtailsnippets_regulation_citeddocument:", "wagtailsnippetchoosers_regulation_citeddocument:")
def cited_document(owner: Agency) -> Row:
    secret = new_secret()
    return law_text(CitedDocumentFactory(title=secret), secret)
