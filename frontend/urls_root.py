"""Addresses without a language, where machines look for them."""

from django.urls import path

from frontend.views import offline, shell
from frontend.views.shop import lots, robots

urlpatterns = [
    path("01/<str:gtin>/10/<str:code>", lots.scanned, name="digital-link"),
    path("lot/<str:code>", lots.scanned, name="lot-code"),
    path("service-worker.js", offline.service_worker, name="service-worker"),
    path("worker.js", shell.worker, name="worker"),
    path("robots.txt", robots.robots, name="robots"),
    path("favicon.ico", robots.favicon, name="favicon"),
    path("sitemap.xml", robots.sitemap_index, name="sitemap"),
    path("sitemap-pages.xml", robots.sitemap_pages, name="sitemap-pages"),
    path("sitemap-products-<int:block>.xml", robots.sitemap_of_products, name="sitemap-products"),
]
