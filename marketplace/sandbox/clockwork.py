"""What time does by itself: sessions and authorisations expire, payouts arrive, disputes are lost."""

from marketplace.sandbox import disputing, payments
from marketplace.sandbox.context import Clock, Config, Context
from marketplace.sandbox.resources import checkout_sessions, payouts, refunds
from marketplace.sandbox.store import Store


def tick(store: Store, config: Config, clock: Clock) -> int:
    """Do, in one transaction, everything that has come due; return how many objects were looked at."""
    now = int(clock.now())
    with store.transaction():
        due = store.take_due_timers(now)
        for id_ in due:
            _act(Context(store, config, now, account=store.owner(id_)), id_)
    return len(due)


def _act(ctx: Context, id_: str) -> None:
    obj = ctx.store.find(id_)
    if obj is None:
        return
    kind, status = obj["object"], obj["status"]
    if kind == "payment_intent" and status == "requires_capture":
        payments.cancel(ctx, obj, "automatic")
    elif kind == "checkout.session" and status == "open":
        checkout_sessions.close_expired(ctx, obj)
    elif kind == "payout":
        payouts.settle(ctx, obj)
    elif kind == "refund":
        refunds.fail(ctx, obj)
    elif kind == "dispute" and status == "needs_response":
        disputing.decide(ctx, obj, won=False)
