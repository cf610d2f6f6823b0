"""Signs of quality: what the contract has no word for and every shelf of the marketplace shows."""

import graphene

from catalog.selectors.product_page import CertificateCard
from catalog.states import CertificateScheme
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import Date

CertificateSchemeEnum = graphene.Enum(
    "CertificateSchemeEnum",
    [(scheme.name, scheme.value) for scheme in CertificateScheme],
    description=lambda _value: "Signs of quality (laws 25-06 and 39-12).",
)


class Certificate(graphene.ObjectType):
    """A certificate, verified and valid today, of a product or of its maker."""

    scheme = graphene.Field(CertificateSchemeEnum, required=True, description="The sign of quality.")
    number = graphene.String(required=True, description="Its number.")
    issuer = graphene.String(required=True, description="Who certifies.")
    expires_date = graphene.Field(Date, required=True, description="Its last day.")

    @staticmethod
    def resolve_scheme(root: CertificateCard, _info: Info) -> str:
        """Return the sign."""
        return root.scheme
