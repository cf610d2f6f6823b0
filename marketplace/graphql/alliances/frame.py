"""The frame of what members do in their alliances."""

from marketplace.graphql.contract import own_error_codes
from marketplace.graphql.kit.mutation import error_type

AllianceErrorCode = own_error_codes("AllianceErrorCode", "Why a step of an alliance could not be taken.")
AllianceError = error_type(
    "AllianceError", AllianceErrorCode, description="Why a step of an alliance could not be taken."
)
ERROR_FIELDS = {
    "organisation": "cooperative",
    "names": "name",
    "stories": "story",
    "deadline": "deadlineAt",
    "invitation": "id",
    "proposal": "id",
}
