"""Customers, products and prices: as much of them as a checkout needs."""

from marketplace.sandbox.amounts import check_currency
from marketplace.sandbox.context import Context
from marketplace.sandbox.errors import Json, invalid_parameter, missing_parameter
from marketplace.sandbox.journal import record
from marketplace.sandbox.listing import equal, page

_CUSTOMER = (
    "address",
    "description",
    "email",
    "name",
    "phone",
    "preferred_locales",
    "shipping",
    "tax_exempt",
)
_CUSTOMER_OUT = ("payment_method", "source", "tax", "tax_id_data", "test_clock", "cash_balance", "balance")


def create(ctx: Context) -> Json:
    """Create a customer."""
    ctx.refuse(*_CUSTOMER_OUT)
    customer = ctx.new("customer", "cus")
    customer["invoice_prefix"] = customer["id"][4:12].upper()
    _apply(ctx, customer)
    record(ctx, "customer.created", customer)
    return customer


def _apply(ctx: Context, customer: Json) -> None:
    for name in _CUSTOMER:
        if name in ctx.params:
            customer[name] = None if ctx.params[name] == "" else ctx.params[name]
    ctx.merge_metadata(customer)
    ctx.save(customer)


def retrieve(ctx: Context) -> Json:
    """Return one customer."""
    return ctx.get("customer", ctx.path["id"])


def update(ctx: Context) -> Json:
    """Change a customer."""
    ctx.refuse(*_CUSTOMER_OUT)
    customer = ctx.get("customer", ctx.path["id"])
    _apply(ctx, customer)
    record(ctx, "customer.updated", customer)
    return customer


def delete(ctx: Context) -> Json:
    """Remove a customer."""
    customer = ctx.get("customer", ctx.path["id"])
    ctx.store.delete(customer["id"])
    record(ctx, "customer.deleted", customer)
    return {"id": customer["id"], "object": "customer", "deleted": True}


def list_(ctx: Context) -> Json:
    """Return a page of customers."""
    return page(ctx, "customer", "/v1/customers", matches=equal(ctx, "email"))


def create_product(ctx: Context) -> Json:
    """Create a product."""
    ctx.refuse("default_price_data", "package_dimensions", "marketing_features")
    return add_product(ctx, ctx.params)


def add_product(ctx: Context, given: Json) -> Json:
    """Store a product from its parameters, those of a session's `product_data` included."""
    product = ctx.new("product", "prod", name=given["name"], updated=ctx.now, type="service")
    for name in ("description", "images", "metadata", "shippable", "unit_label", "url", "tax_code", "active"):
        if name in given:
            product[name] = given[name]
    ctx.save(product)
    return product


def create_price(ctx: Context) -> Json:
    """Create a price of a product."""
    ctx.refuse(
        "recurring", "tiers", "custom_unit_amount", "currency_options", "transform_quantity", "lookup_key"
    )
    given = ctx.params
    if given.get("product_data"):
        product = add_product(ctx, given["product_data"])
    elif given.get("product"):
        product = ctx.get("product", given["product"], param="product")
    else:
        raise missing_parameter("product")
    price = add_price(ctx, given, product, param="unit_amount")
    price.update(nickname=given.get("nickname"), active=given.get("active", True))
    ctx.merge_metadata(price)
    ctx.save(price)
    return price


def add_price(ctx: Context, given: Json, product: Json, *, param: str) -> Json:
    """Store a one-time price from its parameters. Raises ApiError when the unit amount is unusable."""
    check_currency(given["currency"])
    if "unit_amount" not in given:
        raise missing_parameter(param)
    if given["unit_amount"] < 0:
        raise invalid_parameter(
            "This value must be greater than or equal to 0.", code="parameter_invalid_integer", param=param
        )
    return ctx.new(
        "price",
        "price",
        currency=given["currency"],
        product=product["id"],
        tax_behavior=given.get("tax_behavior", "unspecified"),
        unit_amount=given["unit_amount"],
        unit_amount_decimal=str(given["unit_amount"]),
    )


def retrieve_product(ctx: Context) -> Json:
    """Return one product."""
    return ctx.get("product", ctx.path["id"])


def list_products(ctx: Context) -> Json:
    """Return a page of products."""
    ctx.refuse("ids")
    return page(ctx, "product", "/v1/products", matches=equal(ctx, "active", "shippable", "url"))


def retrieve_price(ctx: Context) -> Json:
    """Return one price."""
    return ctx.get("price", ctx.path["id"])


def list_prices(ctx: Context) -> Json:
    """Return a page of prices."""
    ctx.refuse("lookup_keys", "recurring")
    return page(ctx, "price", "/v1/prices", matches=equal(ctx, "active", "currency", "product", "type"))
