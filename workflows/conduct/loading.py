"""Loading the forms of commendation and discipline from ``data/conduct/forms.yaml``."""

from datetime import date
from pathlib import Path

from django.db import transaction
from pydantic import Field, model_validator

from ioc_site.common.datafiles import StrictRow, read_data_file
from workflows.conduct.enums import CaseKind, SubjectKind
from workflows.conduct.models import ConductForm, RequiredDocument


class DocumentRow(StrictRow):
    name: str
    required: bool = True


class FormRow(StrictRow):
    code: str
    kind: CaseKind
    name: str
    subject: SubjectKind = SubjectKind.BOTH
    legal_basis: str
    valid_from: date | None = None
    valid_to: date | None = None
    rank: int
    dossier: str


class FormsFile(StrictRow):
    dossiers: dict[str, list[DocumentRow]]
    forms: list[FormRow] = Field(min_length=1)

    @model_validator(mode="after")
    def know_the_dossiers(self) -> "FormsFile":
        unknown = {row.dossier for row in self.forms} - self.dossiers.keys()
        if unknown:
            raise ValueError(f"dossiers: {', '.join(sorted(unknown))}")
        return self


@transaction.atomic
def load_forms(path: Path) -> int:
    """Make the forms that are not there yet and return how many; what Sở Nội vụ changed stays.

    Raises ``DataFileError`` and then changes nothing.
    """
    made = 0
    content = read_data_file(path, FormsFile).content
    for row in content.forms:
        values = row.model_dump(exclude={"code", "dossier"})
        form, new = ConductForm.objects.get_or_create(code=row.code, defaults=values)
        if new:
            RequiredDocument.objects.bulk_create(
                RequiredDocument(form=form, name=d.name, is_required=d.required, order=order)
                for order, d in enumerate(content.dossiers[row.dossier])
            )
        made += new
    return made
