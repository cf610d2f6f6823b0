"""The hub's console."""

from django.urls import path

from frontend.views.hub import handing, inbound, lots, packing, parcels, quality, returns, sent_back, today, waves

    handing,
    inbound,
    lots,
    packing,
    parcels,
    quality,
    returns,
    sent_back,
    today,
    waves,
)

urlpatterns = [
    path("hub/", today.today, name="hub-today"),
    path("hub/fulfilments/", today.fulfilments, name="hub-fulfilments"),
    path("hub/shortages/", today.shortages, name="hub-shortages"),
    path("hub/waves/", waves.waves, name="hub-waves"),
    path("hub/waves/<int:wave_id>/", waves.wave, name="hub-wave"),
    path("hub/waves/<int:wave_id>/pick/", waves.pick, name="hub-pick"),
    path("hub/waves/<int:wave_id>/unpick/", waves.unpick, name="hub-unpick"),
    path("hub/waves/<int:wave_id>/refill/", waves.refill, name="hub-refill"),
    path("hub/waves/<int:wave_id>/pick-list.pdf", waves.wave_paper, name="hub-wave-paper"),
    path("hub/pack/", packing.packing, name="hub-pack"),
    path("hub/pack/<uuid:fulfilment_id>/", packing.pack, name="hub-pack-one"),
    path("hub/hand-over/", handing.handing, name="hub-hand-over"),
    path("hub/manifests/<int:manifest_id>.pdf", handing.manifest_paper, name="hub-manifest"),
    path("hub/parcels/", parcels.parcels, name="hub-parcels"),
    path("hub/parcels/<str:number>/", parcels.parcel, name="hub-parcel"),
    path("hub/parcels/<str:number>/track/", parcels.track, name="hub-track"),
    path("hub/parcels/<str:number>/inspect/", returns.inspect, name="hub-inspect"),
    path("hub/parcels/<str:number>/<slug:kind>.pdf", parcels.parcel_paper, name="hub-parcel-paper"),
    path("hub/returns/", returns.returns, name="hub-returns"),
    path("hub/sent-back/", sent_back.sent_back, name="hub-sent-back"),
    path("hub/sent-back/<str:number>/", sent_back.look, name="hub-look"),
    path("hub/lots/", lots.lots, name="hub-lots"),
    path("hub/inbound/", inbound.inbound, name="hub-inbound"),
    path("hub/inbound/<int:notice_id>/", inbound.receive, name="hub-notice"),
    path("hub/receipts/<int:receipt_id>/", inbound.receipt, name="hub-receipt"),
    path("hub/receipts/<int:receipt_id>.pdf", inbound.receipt_paper, name="hub-receipt-paper"),
    path("hub/discrepancies/<int:discrepancy_id>/", inbound.settle, name="hub-settle"),
    path("hub/evidence/<int:evidence_id>/", inbound.evidence, name="hub-evidence"),
    path("hub/lots/<int:lot_id>/label.pdf", lots.lot_label, name="hub-lot-label"),
    path("hub/lots/receive/", lots.receive, name="hub-receive"),
    path("hub/lots/<int:lot_id>/examine/", quality.examine, name="hub-examine"),
    path("hub/suppliers/<int:organisation_id>/", quality.supplier, name="hub-supplier"),
    path("hub/lots/<int:lot_id>/", lots.lot, name="hub-lot"),
    path("hub/lots/<int:lot_id>/<slug:act>/", lots.decide, name="hub-lot-decide"),
]
