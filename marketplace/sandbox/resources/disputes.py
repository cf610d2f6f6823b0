"""Disputes: https://docs.stripe.com/api/disputes."""

from marketplace.sandbox import disputing
from marketplace.sandbox.context import Context
from marketplace.sandbox.errors import Json, invalid_request
from marketplace.sandbox.journal import record
from marketplace.sandbox.listing import equal, page


def retrieve(ctx: Context) -> Json:
    """Return one dispute."""
    return ctx.get("dispute", ctx.path["id"])


def update(ctx: Context) -> Json:
    """Stage evidence and, unless `submit` is false, send it to the bank."""
    dispute = ctx.get("dispute", ctx.path["id"])
    if dispute["status"] not in disputing.OPEN:
        raise invalid_request(
            f"This dispute is already {dispute['status']}.", code="dispute_closed", param="id"
        )
    ctx.merge_metadata(dispute)
    given = ctx.params.get("evidence") or {}
    dispute["evidence"].update(given)
    if any(value for value in dispute["evidence"].values()):
        dispute["evidence_details"]["has_evidence"] = True
    ctx.save(dispute)
    if given and ctx.params.get("submit", True):
        return disputing.submit(ctx, dispute)
    record(ctx, "charge.dispute.updated", dispute)
    return dispute


def close(ctx: Context) -> Json:
    """Accept the dispute: it is lost."""
    return disputing.decide(ctx, ctx.get("dispute", ctx.path["id"]), won=False)


def list_(ctx: Context) -> Json:
    """Return a page of disputes."""
    return page(ctx, "dispute", "/v1/disputes", matches=equal(ctx, "charge", "payment_intent"))
