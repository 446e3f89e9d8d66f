"""Form fields for uploads, and the forms that let Wagtail's own image and document screens use them.

An editor's image is encoded anew and stripped like a citizen's: a photograph taken at home tells where that is.
"""

from typing import Any

from django import forms
from django.conf import settings
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from ioc_site.common.uploads.documents import clean_document
from ioc_site.common.uploads.images import clean_image


class EditorialImageField(WagtailImageField):
    """Wagtail's image field over the clean image, so that its own checks see what will be stored."""

    def to_python(self, data: Any) -> Any:
        return super().to_python(clean_image(data).as_file()) if data else super().to_python(data)


class EditorialDocumentField(WagtailDocumentField):
    """A document whose content is checked, and whose name gets its true extension."""

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        if file:
            file.name = clean_document(file, allowed=settings.WAGTAILDOCS_EXTENSIONS).name
        return file


class ImageForm(BaseImageForm):
    """``WAGTAILIMAGES_IMAGE_FORM_BASE``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _replace_file_field(self, EditorialImageField)


class DocumentForm(BaseDocumentForm):
    """``WAGTAILDOCS_DOCUMENT_FORM_BASE``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _replace_file_field(self, EditorialDocumentField)


def _replace_file_field(form: forms.BaseForm, field: type[forms.FileField]) -> None:
    # Declared on the class it would also show on the forms that leave the file out.
    if "file" in form.fields:
        given = form.fields["file"]
        form.fields["file"] = field(label=given.label, required=given.required, widget=given.widget)
