"""Write the bank's file of a settlement."""

import base64
from typing import Any

import graphene

from marketplace.graphql.books.frame import ERROR_FIELDS, SettlementError, settlement_key, settlement_row
from marketplace.graphql.books.types import Settlement
from marketplace.graphql.contract import own_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.states import FileFormat

SettlementFileFormat = own_enum("SettlementFileFormat", FileFormat, "The form of a file for the bank.")


class SettlementExport(ServiceMutation):
    """Write the file of a locked settlement for the bank, once, in one form; again, it is the same file."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the settlement.")
        file_format = graphene.Argument(SettlementFileFormat, required=True, description="Its form.")

    class Meta:
        error_type = SettlementError
        error_fields = ERROR_FIELDS

    settlement = graphene.Field(Settlement, description="The settlement after the change.")
    file_name = graphene.String(description="The name of the file.")
    content = graphene.String(description="The file, in base64.")
    sha256 = graphene.String(description="Its checksum.")

    @classmethod
    def perform(cls, info: Info, *, id: str, file_format: Any) -> Any:
        """Write it."""
        key = settlement_key(id)
        form = FileFormat[getattr(file_format, "value", file_format)]
        file = settlement_export(actor=info.context.actor, run_id=key, file_format=form, now=info.context.now)
        return cls(
            settlement=settlement_row(info, key),
            file_name=file.name,
            content=base64.b64encode(bytes(file.content)).decode(),
            sha256=file.sha256,
        )
