"""What can be done to collections, pages and menus."""

import graphene

from marketplace.graphql.content.mutations.collection_add_products import CollectionAddProducts
from marketplace.graphql.content.mutations.collection_bulk_delete import CollectionBulkDelete
from marketplace.graphql.content.mutations.collection_channel_listing_update import (
    CollectionChannelListingUpdate,
)
from marketplace.graphql.content.mutations.collection_create import CollectionCreate
from marketplace.graphql.content.mutations.collection_delete import CollectionDelete
from marketplace.graphql.content.mutations.collection_remove_products import CollectionRemoveProducts
from marketplace.graphql.content.mutations.collection_reorder_products import CollectionReorderProducts
from marketplace.graphql.content.mutations.collection_update import CollectionUpdate
from marketplace.graphql.content.mutations.file_upload import FileUpload
from marketplace.graphql.content.mutations.menu_bulk_delete import MenuBulkDelete
from marketplace.graphql.content.mutations.menu_create import MenuCreate
from marketplace.graphql.content.mutations.menu_delete import MenuDelete
from marketplace.graphql.content.mutations.menu_item_bulk_delete import MenuItemBulkDelete
from marketplace.graphql.content.mutations.menu_item_create import MenuItemCreate
from marketplace.graphql.content.mutations.menu_item_delete import MenuItemDelete
from marketplace.graphql.content.mutations.menu_item_move import MenuItemMove
from marketplace.graphql.content.mutations.menu_item_update import MenuItemUpdate
from marketplace.graphql.content.mutations.menu_update import MenuUpdate
from marketplace.graphql.content.mutations.page_attribute_assign import PageAttributeAssign
from marketplace.graphql.content.mutations.page_attribute_unassign import PageAttributeUnassign
from marketplace.graphql.content.mutations.page_bulk_delete import PageBulkDelete
from marketplace.graphql.content.mutations.page_bulk_publish import PageBulkPublish
from marketplace.graphql.content.mutations.page_create import PageCreate
from marketplace.graphql.content.mutations.page_delete import PageDelete
from marketplace.graphql.content.mutations.page_type_bulk_delete import PageTypeBulkDelete
from marketplace.graphql.content.mutations.page_type_create import PageTypeCreate
from marketplace.graphql.content.mutations.page_type_delete import PageTypeDelete
from marketplace.graphql.content.mutations.page_type_reorder_attributes import PageTypeReorderAttributes
from marketplace.graphql.content.mutations.page_type_update import PageTypeUpdate
from marketplace.graphql.content.mutations.page_update import PageUpdate


class ContentMutations(graphene.ObjectType):
    """What can be done to collections, pages, menus and files."""

    page_type_reorder_attributes = PageTypeReorderAttributes.Field(
        description="Move attributes of a type of pages."
    )
    file_upload = FileUpload.Field(description="Keep a file, for the staff and their apps.")
    collection_add_products = CollectionAddProducts.Field(
        description="Put products at the end of a collection."
    )
    collection_bulk_delete = CollectionBulkDelete.Field(
        description="Delete collections; their products stay."
    )
    collection_channel_listing_update = CollectionChannelListingUpdate.Field(
        description="Show a collection in channels, or hide it there."
    )
    collection_create = CollectionCreate.Field(description="Make a collection, shown nowhere yet.")
    collection_delete = CollectionDelete.Field(description="Delete a collection; its products stay.")
    collection_remove_products = CollectionRemoveProducts.Field(
        description="Take products out of a collection."
    )
    collection_reorder_products = CollectionReorderProducts.Field(
        description="Move products within a collection."
    )
    collection_update = CollectionUpdate.Field(description="Change what is said of a collection.")
    menu_bulk_delete = MenuBulkDelete.Field(description="Delete menus with all that stands in them.")
    menu_create = MenuCreate.Field(description="Make a menu.")
    menu_delete = MenuDelete.Field(description="Delete a menu with all that stands in it.")
    menu_item_bulk_delete = MenuItemBulkDelete.Field(
        description="Delete entries of menus with what stands below them."
    )
    menu_item_create = MenuItemCreate.Field(description="Put an entry into a menu.")
    menu_item_delete = MenuItemDelete.Field(
        description="Delete an entry of a menu with what stands below it."
    )
    menu_item_move = MenuItemMove.Field(description="Move entries of a menu.")
    menu_item_update = MenuItemUpdate.Field(
        description="Call an entry of a menu otherwise, or let it lead elsewhere."
    )
    menu_update = MenuUpdate.Field(description="Call a menu otherwise.")
    page_attribute_assign = PageAttributeAssign.Field(description="Let the pages of a type have attributes.")
    page_attribute_unassign = PageAttributeUnassign.Field(
        description="Take attributes away from the pages of a type."
    )
    page_bulk_delete = PageBulkDelete.Field(description="Delete pages, and what leads to them in menus.")
    page_bulk_publish = PageBulkPublish.Field(description="Publish pages, or take them back.")
    page_create = PageCreate.Field(description="Write a page.")
    page_delete = PageDelete.Field(description="Delete a page, and what leads to it in menus.")
    page_type_bulk_delete = PageTypeBulkDelete.Field(
        description="Delete types of pages with all their pages."
    )
    page_type_create = PageTypeCreate.Field(description="Make a type of pages.")
    page_type_delete = PageTypeDelete.Field(description="Delete a type of pages with all its pages.")
    page_type_update = PageTypeUpdate.Field(description="Change a type of pages.")
    page_update = PageUpdate.Field(description="Change a page, publish it or take it back.")
