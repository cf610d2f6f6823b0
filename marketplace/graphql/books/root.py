"""What can be done to settlements."""

import graphene

from marketplace.graphql.books.mutations.settlement_approve import SettlementApprove
from marketplace.graphql.books.mutations.settlement_export import SettlementExport
from marketplace.graphql.books.mutations.settlement_lock import SettlementLock
from marketplace.graphql.books.mutations.settlement_prepare import SettlementPrepare


class BooksMutations(graphene.ObjectType):
    """What can be done to settlements."""

    settlement_prepare = SettlementPrepare.Field(description="Draft a settlement.")
    settlement_approve = SettlementApprove.Field(description="Approve a settlement.")
    settlement_lock = SettlementLock.Field(description="Lock an approved settlement.")
    settlement_export = SettlementExport.Field(description="Write the bank's file of a locked settlement.")
