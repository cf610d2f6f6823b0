"""What can be done to metadata."""

import graphene

from marketplace.graphql.metadata.mutations.delete_metadata import DeleteMetadata
from marketplace.graphql.metadata.mutations.delete_private_metadata import DeletePrivateMetadata
from marketplace.graphql.metadata.mutations.update_metadata import UpdateMetadata
from marketplace.graphql.metadata.mutations.update_private_metadata import UpdatePrivateMetadata


class MetadataMutations(graphene.ObjectType):
    """What can be done to metadata."""

    update_metadata = UpdateMetadata.Field(description="Keep texts with something, for everybody.")
    update_private_metadata = UpdatePrivateMetadata.Field(
        description="Keep texts with something, for the staff."
    )
    delete_metadata = DeleteMetadata.Field(description="Forget keys that everybody could see.")
    delete_private_metadata = DeletePrivateMetadata.Field(description="Forget keys that the staff could see.")
