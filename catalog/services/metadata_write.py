"""The staff, or an app of theirs, keeps texts under keys with rows of the catalogue."""

import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.described import WithMetadata
from catalog.policies import may_write_metadata
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.metadata import metadata_with, metadata_without
from marketplace.kernel.policy import require


@transaction.atomic
def metadata_write(
    *,
    actor: Actor,
    model: type[WithMetadata],
    key: int | uuid.UUID,
    changes: Mapping[str, str] | None = None,
    removed: Sequence[str] = (),
    is_private: bool = False,
) -> WithMetadata:
    """
    Write and remove keys of a row's public or private metadata.

    :raises NotAllowed: if the actor does not look after rows of this kind
    :raises NotFound: if there is no such row
    :raises EmptyKey: if a key is empty
    :raises InvalidInput: if it is too much
    """
    require(may_write_metadata(actor, model), _("You may not change the metadata of this."))
    row: WithMetadata | None = model._default_manager.select_for_update().filter(pk=key).first()
    if row is None:
        raise NotFound(_("There is no such thing."), field="id")
    column = "private_metadata" if is_private else "metadata"
    written = metadata_with(getattr(row, column), changes or {}, field="input")
    setattr(row, column, metadata_without(written, removed))
    row.save(update_fields=[column])
    return row
