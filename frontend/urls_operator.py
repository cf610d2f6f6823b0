"""The operator's desk."""

from django.urls import path

from frontend.views import invoices
from frontend.views.operator import (
    alliances,
    cooperatives,
    desk,
    disputes,
    holds,
    orders,
    refunds,
    reviews,
    settlements,
    statements,
)

urlpatterns = [
    path("operator/", desk.home, name="operator-home"),
    path("operator/messages/", desk.messages, name="operator-messages"),
    path("operator/settlements/", settlements.settlements, name="operator-settlements"),
    path("operator/settlements/<int:run_id>/", settlements.run, name="operator-run"),
    path("operator/settlements/<int:run_id>/file", settlements.download, name="operator-run-file"),
    path("operator/settlements/<int:run_id>/<slug:step>/", settlements.act, name="operator-run-act"),
    path("operator/statements/<int:statement_id>/", statements.statement, name="operator-statement"),
    path(
        "operator/statements/<int:statement_id>.pdf",
        statements.statement_paper,
        name="operator-statement-paper",
    ),
    path(
        "operator/statements/<int:statement_id>.csv",
        statements.statement_lines,
        name="operator-statement-lines",
    ),
    path("operator/holds/", holds.holds, name="operator-holds"),
    path("operator/holds/<int:hold_id>/release/", holds.release, name="operator-hold-release"),
    path("operator/orders/", orders.orders, name="operator-orders"),
    path("operator/orders/<int:number>/", orders.order, name="operator-order"),
    path("operator/orders/<int:number>/refund/", refunds.refund_new, name="operator-refund-new"),
    path("operator/refunds/", refunds.refunds, name="operator-refunds"),
    path("operator/refunds/<uuid:refund_id>/", refunds.refund, name="operator-refund"),
    path("operator/refunds/<uuid:refund_id>/<slug:step>/", refunds.refund_act, name="operator-refund-act"),
    path("operator/disputes/", disputes.disputes, name="operator-disputes"),
    path("operator/disputes/<uuid:dispute_id>/", disputes.dispute, name="operator-dispute"),
    path("operator/disputes/<uuid:dispute_id>/cause/", disputes.cause, name="operator-dispute-cause"),
    path("operator/disputes/<uuid:dispute_id>/evidence.pdf", disputes.pack, name="operator-dispute-pack"),
    path("operator/invoices/<uuid:document_id>.<slug:form>", invoices.of_staff, name="operator-invoice"),
    path("operator/returns/<str:number>/", refunds.return_, name="operator-return"),
    path("operator/claims/<int:claim_id>/", refunds.claim, name="operator-claim"),
    path("operator/orders/<int:number>/<slug:step>/", orders.act, name="operator-order-act"),
    path("operator/reviews/", reviews.reviews, name="operator-reviews"),
    path("operator/reviews/<int:review_id>/", reviews.review, name="operator-review"),
    path("operator/alliances/", alliances.alliances, name="operator-alliances"),
    path("operator/alliances/<int:alliance_id>/", alliances.alliance, name="operator-alliance"),
    path("operator/cooperatives/", cooperatives.cooperatives, name="operator-cooperatives"),
    path("operator/cooperatives/new/", cooperatives.new_cooperative, name="operator-cooperative-new"),
    path(
        "operator/cooperatives/<int:organisation_id>/",
        cooperatives.cooperative,
        name="operator-cooperative",
    ),
    path(
        "operator/cooperatives/<int:organisation_id>/papers/<int:identifier_id>/",
        cooperatives.review,
        name="operator-paper-review",
    ),
    path(
        "operator/cooperatives/<int:organisation_id>/move/",
        cooperatives.move,
        name="operator-cooperative-move",
    ),
    path(
        "operator/cooperatives/<int:organisation_id>/invite/",
        cooperatives.invite,
        name="operator-cooperative-invite",
    ),
]
