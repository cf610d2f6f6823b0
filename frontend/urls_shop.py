"""The addresses of the shop; the language prefix stands before them."""

from django.urls import path

from frontend.views import invoices
from frontend.views.shop import (
    basket,
    checkout,
    cooperatives,
    home,
    legal,
    lots,
    orders,
    product,
    reading,
    returns,
    reviews,
    shelves,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", shelves.search, name="search"),
    path("suggest/", shelves.suggest, name="suggest"),
    path("category/<slug:slug>/", shelves.category, name="category"),
    path("family/<slug:key>/", shelves.family, name="family"),
    path("product/<slug:slug>/", product.product, name="product"),
    path("product/<slug:slug>/reviews/", reviews.reviews, name="product-reviews"),
    path("cooperatives/", cooperatives.cooperatives, name="cooperatives"),
    path("cooperatives/<slug:slug>/", cooperatives.cooperative, name="cooperative"),
    path("alliances/<slug:slug>/", cooperatives.alliance, name="alliance"),
    path("collections/<str:slug>/", reading.collection, name="collection"),
    path("pages/<str:slug>/", reading.written, name="written"),
    path("lots/<str:code>/", lots.lot, name="lot"),
    path("basket/", basket.basket, name="basket"),
    path("basket/line/", basket.line, name="basket-line"),
    path("basket/restore/", basket.restore, name="basket-restore"),
    path("basket/code/", basket.code, name="basket-code"),
    path("basket/prices/", basket.prices, name="basket-prices"),
    path("checkout/", checkout.address, name="checkout"),
    path("checkout/review/", checkout.review, name="review"),
    path("order/<str:token>/", orders.order, name="order"),
    path("order/<str:token>/paid/", orders.paid, name="order-paid"),
    path("order/<str:token>/pay/", orders.pay, name="order-pay"),
    path("order/<str:token>/cancel/", orders.cancel, name="order-cancel"),
    path("order/<str:token>/return/", returns.send_back, name="order-return"),
    path("order/<str:token>/return/cancel/", returns.give_up, name="order-return-cancel"),
    path(
        "order/<str:token>/invoices/<uuid:document_id>.<slug:form>", invoices.of_order, name="order-invoice"
    ),
    path("order/<str:token>/review/<int:line_id>/", reviews.judge, name="order-review"),
    path("order/<str:token>/review/<int:line_id>/delete/", reviews.take_back, name="order-review-delete"),
    path("order/<str:token>/refund/", returns.paid_back, name="order-refund"),
    path("terms/", legal.terms, name="terms"),
    path("privacy/", legal.privacy, name="privacy"),
    path("legal-notice/", legal.notice, name="legal-notice"),
    path("contact/", legal.contact, name="contact"),
]
