"""Why elements of the contract that back offices or test suites name are not there: the families and their reasons."""

import re
from collections.abc import Iterable
from typing import Final

# The first family whose pattern matches an element ("Type", "Type.field", "Type.field(argument)") takes it.
FAMILIES: Final[tuple[tuple[str, str], ...]] = (
    (
        r"Sale|Query\.sales?\b|Mutation\.sale|Query\.sales?\(|TranslatableItem = Sale",
        "Translations of sales: a sale is a promotion here, whose texts are translated as a promotion's.",
    ),
    (
        r"Plugin|Configuration(Item|Type)|Query\.plugins?\b|Mutation\.plugin",
        "Plugins: there are none, apps take their place. Gateways and their keys are settings of the installation.",
    ),
    (
        r"Export|FileTypesEnum|ProductFieldEnum|Query\.exportFile|Mutation\.export",
        "Files of products, gift cards and voucher codes: the contract gives them up, since all of it can be read.",
    ),
    (
        (
            r"Refund(Settings|Reason)|Return(Settings|Reason)|\w+\.reasonReference|Query\.(refund|return)Settings"
            r"|Mutation\.(refund|return)\w+|Fulfillment(Line)?\.reason\b|Mutation\.transactionRequestAction\(refund"
        ),
        "Reasons that are pages: a refund has one of our causes, which says who answers for it and who pays.",
    ),
    (
        r"ProductVariantSetDefault|Mutation\.productVariantSetDefault",
        "A chosen default variant: it is the cheapest that can be bought, so that a list's price is what is opened.",
    ),
    (
        r"Invoice|Mutation\.invoice",
        "Invoices made, changed, sent or kept with by hand: the law wants numbers without gaps and papers that stay.",
    ),
    (
        r"\w+\.(customerType|attributes)\b",
        "Types of customers and their attributes: a customer is known by what an order needs, and by no more.",
    ),
    (
        r"Query\.(homepageEvents|ordersTotal)|ReportingPeriod|OrderEventCountable",
        "Figures of the back office's first page, given up by the contract; the operator's own pages show them.",
    ),
    (
        r"OrderBulkCreate|Mutation\.orderBulkCreate|StockUpdatePolicyEnum|TaxedMoneyInput",
        "Orders of another shop, written as if they had been placed here: they would stand in the books unpaid.",
    ),
    (
        r"Allocation|OrderLine\.allocations",
        "Allocations by warehouse: goods are promised and picked by lot (`OrderLine.lot`, `Lot`).",
    ),
)
UNWRITTEN: Final = "Not there yet."


def reason_of(element: str) -> str:
    """Return why an element is left out."""
    return next((why for pattern, why in FAMILIES if re.match(pattern, element)), UNWRITTEN)


def by_reason(elements: Iterable[str]) -> dict[str, list[str]]:
    """Return what is left out by its reason, in the order of the families, what is not there yet last."""
    found: dict[str, list[str]] = {why: [] for why in (*(why for _pattern, why in FAMILIES), UNWRITTEN)}
    for element in sorted(set(elements)):
        found[reason_of(element)].append(element)
    return {why: each for why, each in found.items() if each}
