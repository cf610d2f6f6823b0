"""
What people with one role meet at the root fields of the schema, where it is not what a customer meets.

One word for each of `PEOPLE`: the treasurer of the cooperative whose product the world holds; its production; its
sales; a worker of the hub that packs. What a word means is in `rows.Row`. Whoever helps a cooperative for a time meets
what a customer meets: the API knows no assisted mode (decision 92; `test_authentication.py`).
"""

PEOPLE = ("treasurer", "production", "sales", "hub")

OTHERWISE: dict[str, str] = {
    # The walk through the hub, and what stands there, is for the hub's people
    "Mutation.linePick": "refused refused refused passes",
    "Mutation.parcelPack": "refused refused refused passes",
    "Mutation.parcelTrack": "refused refused refused passes",
    "Mutation.parcelsHandOver": "refused refused refused passes",
    "Mutation.productVariantStocksCreate": "refused refused refused passes",
    "Mutation.productVariantStocksDelete": "refused refused refused passes",
    "Mutation.productVariantStocksUpdate": "refused refused refused passes",
    "Mutation.waveCreate": "refused refused refused passes",
    # A worker of the hub follows buyers up; to open and close a recall is for management and the hub's president
    "Mutation.recallParcelFollow": "refused refused refused passes",
    "Query.recall": "refused refused refused passes",
    "Query.recalls": "refused refused refused passes",
    "Query.parcels": "refused refused refused passes",
    "Query.wave": "refused refused refused passes",
    "Query.waves": "refused refused refused passes",
    # Whoever makes or sells the goods answers for an order; who keeps the money does not
    "Mutation.orderLineRefuse": "refused passes passes hidden",
    # The hub weighs what it packs; a parcel is at no hub before the order is released to one
    "Mutation.orderLineWeigh": "refused passes passes passes",
    "Mutation.orderLineWeighUndo": "refused passes passes passes",
    "Mutation.subOrderAcknowledge": "refused passes passes hidden",
    # The president speaks for a cooperative in its alliances; all its members read who asks it to join
    "Mutation.allianceCreate": "refused refused refused hidden",
    "Mutation.allianceInvitationAnswer": "refused refused refused hidden",
    "Mutation.allianceLeave": "refused refused refused hidden",
    "Mutation.allianceProposalCreate": "refused refused refused hidden",
    "Mutation.allianceProposalVote": "refused refused refused hidden",
    "Mutation.allianceProposalWithdraw": "refused refused refused hidden",
    "Query.allianceInvitations": "passes passes passes refused",
    # New products of no product that could be hidden
    "Mutation.productBulkCreate": "refused refused passes refused",
    # Selling is for whoever sells: of another's products a hub knows nothing
    "Mutation.productBulkDelete": "refused refused passes hidden",
    "Mutation.productChannelListingUpdate": "refused refused passes hidden",
    "Mutation.productCreate": "refused refused passes hidden",
    "Mutation.productDelete": "refused refused passes hidden",
    "Mutation.productMediaBulkDelete": "refused refused passes hidden",
    "Mutation.productMediaCreate": "refused refused passes hidden",
    "Mutation.productMediaDelete": "refused refused passes hidden",
    "Mutation.productMediaReorder": "refused refused passes hidden",
    "Mutation.productMediaUpdate": "refused refused passes hidden",
    "Mutation.productUpdate": "refused refused passes hidden",
    "Mutation.productVariantBulkCreate": "refused refused passes hidden",
    "Mutation.productVariantBulkDelete": "refused refused passes hidden",
    "Mutation.productVariantBulkUpdate": "refused refused passes hidden",
    "Mutation.productVariantChannelListingUpdate": "refused refused passes hidden",
    "Mutation.productVariantCreate": "refused refused passes hidden",
    "Mutation.productVariantDelete": "refused refused passes hidden",
    "Mutation.productVariantPreorderDeactivate": "refused refused passes hidden",
    "Mutation.productVariantReorder": "refused refused passes hidden",
    "Mutation.productVariantUpdate": "refused refused passes hidden",
    "Mutation.variantMediaAssign": "refused refused passes hidden",
    "Mutation.variantMediaUnassign": "refused refused passes hidden",
    # Lots are shown to whom they concern (decision 116): their owner's members and the hub
    "Query.lot": "passes passes passes passes",
    "Query.lots": "passes passes passes passes",
    # Parcels hold goods of several cooperatives: only the hub sees them
    "Query.parcel": "hidden hidden hidden passes",
    # All members see what their cooperative has not published yet
    "Query.product": "passes passes passes hidden",
    # All members see what their cooperative sold and earns
    "Query.settlementStatements": "passes passes passes refused",
    "Query.subOrders": "passes passes passes refused",
}
