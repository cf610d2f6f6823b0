"""Keep a file."""

from typing import Any

import graphene

from catalog.services.file_keep import file_keep
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.allowance import AUTHENTICATED_APP, AUTHENTICATED_STAFF_USER
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.kit.scalars import Upload
from marketplace.graphql.shop.files import File

_WHY = "Why a file was not kept."
UploadError = error_type("UploadError", saleor_enum("UploadErrorCode", _WHY), description=_WHY)


class FileUpload(ServiceMutation):
    """Keep a file (a picture, a PDF, a table or a plain text), for the staff and their apps."""

    class Arguments:
        file = Upload(required=True, description="The file, by the multipart request specification.")

    class Meta:
        error_type = UploadError
        errors_alias = "upload_errors"
        permissions = (AUTHENTICATED_STAFF_USER, AUTHENTICATED_APP)

    uploaded_file = graphene.Field(File, description="The file as it is kept.")

    @classmethod
    def perform(cls, info: Info, *, file: Any) -> Any:
        """Keep it."""
        kept = file_keep(actor=info.context.actor, content=file.read(), content_type=file.content_type or "")
        return cls(uploaded_file=kept)
