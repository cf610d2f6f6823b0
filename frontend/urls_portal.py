"""The cooperative's portal."""

from django.urls import path, re_path

from frontend.views.portal import deliveries, earnings, orders, papers_page, products, stock, today

urlpatterns = [
    path("portal/", today.today, name="portal-today"),
    path("portal/switch/", today.switch, name="portal-switch"),
    path("portal/words/", today.words, name="portal-words"),
    path("portal/orders/", orders.orders, name="portal-orders"),
    path("portal/orders/<uuid:sub_order_id>/", orders.order, name="portal-order"),
    path("portal/orders/<uuid:sub_order_id>/acknowledge/", orders.acknowledge, name="portal-acknowledge"),
    path("portal/products/", products.products, name="portal-products"),
    path("portal/products/new/", products.new_product, name="portal-product-new"),
    path("portal/products/new/<slug:family>/", products.new_product_of, name="portal-product-new-of"),
    path("portal/products/<int:product_id>/", products.product, name="portal-product"),
    path("portal/products/<int:product_id>/price/", products.product_price, name="portal-price"),
    path("portal/products/<int:product_id>/<slug:act>/", products.product_move, name="portal-product-move"),
    path("portal/stock/", stock.stock, name="portal-stock"),
    path("portal/deliveries/", deliveries.deliveries, name="portal-deliveries"),
    path("portal/deliveries/new/", deliveries.new_delivery, name="portal-delivery-new"),
    path("portal/deliveries/new/<int:variant_id>/", deliveries.new_delivery_of, name="portal-delivery-of"),
    path("portal/deliveries/<int:notice_id>/", deliveries.delivery, name="portal-delivery"),
    path("portal/receipts/<int:receipt_id>/", deliveries.receipt, name="portal-receipt"),
    path("portal/receipts/<int:receipt_id>.pdf", deliveries.receipt_paper, name="portal-receipt-paper"),
    path("portal/evidence/<int:evidence_id>/", deliveries.evidence, name="portal-evidence"),
    path("portal/earnings/", earnings.earnings, name="portal-earnings"),
    re_path(
        r"^portal/earnings/(?P<bucket>maturing|available)/$",
        earnings.earnings_lines,
        name="portal-earnings-lines",
    ),
    path("portal/earnings/<int:statement_id>/", earnings.statement, name="portal-statement"),
    path(
        "portal/earnings/<int:statement_id>/<slug:language>.pdf",
        earnings.statement_paper,
        name="portal-statement-paper",
    ),
    path(
        "portal/earnings/<int:statement_id>/lines.csv",
        earnings.statement_lines,
        name="portal-statement-lines",
    ),
    path("portal/papers/", papers_page.papers, name="portal-papers"),
    re_path(
        r"^portal/papers/accounts/(?P<account_id>\d{1,18})/(?P<act>confirm|block)/$",
        papers_page.account_decide,
        name="portal-account-decide",
    ),
    path("portal/messages/", papers_page.inbox, name="portal-messages"),
    path("portal/messages/read/", papers_page.inbox_read, name="portal-messages-read"),
]
