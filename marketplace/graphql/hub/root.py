"""What can be done at a hub, and by the cooperatives that send to it."""

import graphene

from marketplace.graphql.hub.mutations.line_pick import LinePick
from marketplace.graphql.hub.mutations.order_line_refuse import OrderLineRefuse
from marketplace.graphql.hub.mutations.order_line_weigh import OrderLineWeigh, OrderLineWeighUndo
from marketplace.graphql.hub.mutations.order_shortage_answer import OrderShortageAnswer
from marketplace.graphql.hub.mutations.parcel_pack import ParcelPack
from marketplace.graphql.hub.mutations.parcel_track import ParcelTrack
from marketplace.graphql.hub.mutations.parcels_hand_over import ParcelsHandOver
from marketplace.graphql.hub.mutations.recall_close import RecallClose
from marketplace.graphql.hub.mutations.recall_create import RecallCreate
from marketplace.graphql.hub.mutations.recall_parcel_follow import RecallParcelFollow
from marketplace.graphql.hub.mutations.sub_order_acknowledge import SubOrderAcknowledge
from marketplace.graphql.hub.mutations.wave_create import WaveCreate


class HubMutations(graphene.ObjectType):
    """What can be done at a hub, and by the cooperatives that send to it."""

    sub_order_acknowledge = SubOrderAcknowledge.Field(description="Say that a part is being prepared.")
    order_line_refuse = OrderLineRefuse.Field(description="Say that a line cannot be supplied.")
    order_line_weigh = OrderLineWeigh.Field(description="Write down what a line weighs.")
    order_line_weigh_undo = OrderLineWeighUndo.Field(description="Take the weight of a line back.")
    order_shortage_answer = OrderShortageAnswer.Field(description="Choose instead of what is missing.")
    wave_create = WaveCreate.Field(description="Begin a wave.")
    line_pick = LinePick.Field(description="Take goods from the shelf.")
    parcel_pack = ParcelPack.Field(description="Close the box of an order.")
    parcels_hand_over = ParcelsHandOver.Field(description="Give parcels to their carrier.")
    parcel_track = ParcelTrack.Field(description="Note what is told of a parcel.")
    recall_create = RecallCreate.Field(description="Take lots back.")
    recall_parcel_follow = RecallParcelFollow.Field(description="Write what became of a buyer's goods.")
    recall_close = RecallClose.Field(description="Close a recall.")
