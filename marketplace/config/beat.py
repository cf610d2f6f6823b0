"""What the clock calls, and how often. Each task finds its own due rows, so a missed beat is only a delay."""

from typing import Any

from celery.schedules import crontab


def _every(seconds: float, task: str) -> dict[str, Any]:
    """Call a task at an interval; a call that waited longer than that is dropped, the next one does its work."""
    return {"task": task, "schedule": seconds, "options": {"expires": max(seconds, 10)}}


def _at(task: str, *, hour: str, minute: int) -> dict[str, Any]:
    """Call a task at a time of the day in Morocco."""
    return {"task": task, "schedule": crontab(hour=hour, minute=minute)}


BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "deliver what nobody was woken for": _every(5, "outbox.sweep"),
    "send due messages": _every(30, "notifications.send_due"),
    "ask payment apps for what is due": _every(10, "graphql.ask_payment_apps"),
    "tell apps what is due": _every(15, "apps.send_due"),
    "fetch apps that were asked for": _every(60, "apps.install_due"),
    "draw small copies of pictures": _every(60, "catalog.make_thumbnails"),
    "gather the words of the shop": _every(3600, "catalog.refresh_vocabulary"),
    "try and run tables of products": _every(5, "catalog.work_imports"),
    "take the day's turns of cooperatives": _at("catalog.take_turns", hour="0", minute=2),
    "open the next rounds of orders": _every(60, "catalog.advance_cycles"),
    "take back what baskets did not order": _every(30, "logistics.expire_reservations"),
    "draw labels and packing slips": _every(5, "logistics.render_labels"),
    "draw sheets that were asked for": _every(15, "logistics.draw_sheets"),
    "go on with the lists of recalls": _every(15, "logistics.list_recalls"),
    "forget old sheets": _at("logistics.forget_sheets", hour="4", minute=20),
    "book parcels at carriers' systems": _every(15, "logistics.call_carriers"),
    "act on what carriers told": _every(15, "logistics.act_on_carrier_reports"),
    "ask carriers what they did not tell": _every(300, "logistics.poll_carriers"),
    "tell what is back in stock": _every(300, "customers.tell_back_in_stock"),
    "tell what comes again soon": _every(1800, "customers.announce_subscriptions"),
    "order what comes again today": _every(600, "customers.order_subscriptions"),
    "gather the data that people asked for": _every(60, "customers.make_data_exports"),
    "forget gathered data": _at("customers.forget_data_exports", hour="4", minute=10),
    "take lots off sale that are too old": _at("logistics.expire_lots", hour="0", minute=5),
    "ask about harvests that did not come": _at("logistics.miss_harvests", hour="6", minute=10),
    "charge a day of storage": _at("logistics.charge_storage", hour="0", minute=20),
    "make due payment calls": _every(30, "orders.run_payment_operations"),
    "make due transfers to connected accounts": _every(60, "orders.send_payout_transfers"),
    "act on payment events": _every(30, "orders.handle_provider_events"),
    "cancel unpaid orders": _every(60, "orders.cancel_unpaid"),
    "take money before its authorisation ends": _every(1800, "orders.capture_ending"),
    "settle confirmation calls": _every(60, "orders.settle_calls"),
    "find payments no webhook told of": _every(300, "orders.reconcile_payments"),
    "seal the journal": _every(60, "ledger.seal_journal"),
    "match the bank's movements": _every(120, "orders.match_bank_entries"),
    "mature earnings": _every(600, "orders.mature_earnings"),
    "draft the settlement of a date that has come": _every(1800, "payouts.prepare_due"),
    "see that settlements are not missed": _every(3600, "payouts.watchdog"),
    "release holds whose day has come": _every(3600, "payouts.release_holds"),
    "apply promotions that begin or end": _every(60, "promotions.apply_due"),
    "make the papers of statements": _every(60, "payouts.render_statements"),
    "say which papers end": _at("network.watch_papers", hour="7", minute=30),
    "count the votes of alliances": _every(60, "network.close_proposals"),
    "leave out what nobody answered for": _every(60, "orders.close_shortages"),
    "close alliances that have ended": _every(3600, "orders.settle_alliances"),
    "close questions that nobody answered": _every(300, "network.close_questions"),
    "compare everybody's figures with the books": _at("orders.reconcile_books", hour="2", minute=30),
    "add up what was sold by month": _at("orders.fold_month_sales", hour="3", minute=10),
    "forget old baskets": _at("orders.forget_checkouts", hour="3", minute=20),
    "forget what apps were told": _at("apps.forget_deliveries", hour="3", minute=50),
    "forget old messages": _at("outbox.forget", hour="3", minute=40),
}
