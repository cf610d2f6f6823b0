"""What can be done to warehouses and stocks."""

import graphene

from marketplace.graphql.warehouses.mutations.product_variant_stocks_create import ProductVariantStocksCreate
from marketplace.graphql.warehouses.mutations.product_variant_stocks_delete import ProductVariantStocksDelete
from marketplace.graphql.warehouses.mutations.product_variant_stocks_update import ProductVariantStocksUpdate
from marketplace.graphql.warehouses.mutations.stock_bulk_update import StockBulkUpdate
from marketplace.graphql.warehouses.mutations.warehouse_create import WarehouseCreate
from marketplace.graphql.warehouses.mutations.warehouse_delete import WarehouseDelete
from marketplace.graphql.warehouses.mutations.warehouse_update import WarehouseUpdate
from marketplace.graphql.warehouses.mutations.warehouse_zone_assign import WarehouseShippingZoneAssign
from marketplace.graphql.warehouses.mutations.warehouse_zone_unassign import WarehouseShippingZoneUnassign


class WarehouseMutations(graphene.ObjectType):
    """What can be done to warehouses and stocks."""

    create_warehouse = WarehouseCreate.Field(description="Open a warehouse.")
    update_warehouse = WarehouseUpdate.Field(description="Change what is known of a warehouse.")
    delete_warehouse = WarehouseDelete.Field(description="Delete a warehouse in which nothing ever happened.")
    assign_warehouse_shipping_zone = WarehouseShippingZoneAssign.Field(
        description="Let a warehouse serve shipping zones."
    )
    unassign_warehouse_shipping_zone = WarehouseShippingZoneUnassign.Field(
        description="Take shipping zones away from a warehouse."
    )
    product_variant_stocks_create = ProductVariantStocksCreate.Field(
        description="State the stock of a variant where it was never stocked."
    )
    product_variant_stocks_update = ProductVariantStocksUpdate.Field(
        description="State the stock of a variant."
    )
    product_variant_stocks_delete = ProductVariantStocksDelete.Field(
        description="Count the stock of a variant to nothing and forget it."
    )
    stock_bulk_update = StockBulkUpdate.Field(description="State the stocks of several variants.")
