"""Movements, placements and readings only grow, a lot keeps its owner, and no number is handed out twice."""

from django.db import migrations

# UPDATE and DELETE are refused always. TRUNCATE only happens in the reset of a demo and the teardown of tests; both
# set the same switch as for the ledger, product code never does.
MOVEMENTS = """
CREATE FUNCTION logistics_movement_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('ledger.allow_rewrite', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Movements are append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER logistics_movement_unchanged BEFORE UPDATE OR DELETE ON logistics_movement
    FOR EACH ROW EXECUTE FUNCTION logistics_movement_guard();
CREATE TRIGGER logistics_movement_kept BEFORE TRUNCATE ON logistics_movement
    FOR EACH STATEMENT EXECUTE FUNCTION logistics_movement_guard();
"""
NO_MOVEMENTS = """
DROP TRIGGER logistics_movement_kept ON logistics_movement;
DROP TRIGGER logistics_movement_unchanged ON logistics_movement;
DROP FUNCTION logistics_movement_guard();
"""

# A bin is in a zone of its own warehouse and a lot in a bin of its own warehouse: foreign keys over both columns.
# The owner of a lot and what it is never change: every unit has one owner, for good. Placements and readings only grow.
STORAGE = """
ALTER TABLE logistics_storagezone ADD CONSTRAINT logistics_storagezone_place UNIQUE (id, warehouse_id);
ALTER TABLE logistics_bin ADD CONSTRAINT logistics_bin_place UNIQUE (id, warehouse_id);
ALTER TABLE logistics_bin ADD CONSTRAINT logistics_bin_in_own_zone
    FOREIGN KEY (zone_id, warehouse_id) REFERENCES logistics_storagezone (id, warehouse_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE logistics_lotstock ADD CONSTRAINT logistics_lotstock_in_own_bin
    FOREIGN KEY (bin_id, warehouse_id) REFERENCES logistics_bin (id, warehouse_id)
    DEFERRABLE INITIALLY DEFERRED;
CREATE FUNCTION logistics_lot_owner_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A lot keeps its owner and its article' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER logistics_lot_owner_kept BEFORE UPDATE ON logistics_lot FOR EACH ROW
    WHEN (OLD.organisation_id IS DISTINCT FROM NEW.organisation_id OR OLD.variant_id IS DISTINCT FROM NEW.variant_id)
    EXECUTE FUNCTION logistics_lot_owner_guard();
CREATE FUNCTION logistics_storage_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('ledger.allow_rewrite', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER logistics_placement_unchanged BEFORE UPDATE OR DELETE ON logistics_placement
    FOR EACH ROW EXECUTE FUNCTION logistics_storage_guard();
CREATE TRIGGER logistics_placement_kept BEFORE TRUNCATE ON logistics_placement
    FOR EACH STATEMENT EXECUTE FUNCTION logistics_storage_guard();
CREATE TRIGGER logistics_reading_unchanged BEFORE UPDATE OR DELETE ON logistics_temperaturereading
    FOR EACH ROW EXECUTE FUNCTION logistics_storage_guard();
CREATE TRIGGER logistics_reading_kept BEFORE TRUNCATE ON logistics_temperaturereading
    FOR EACH STATEMENT EXECUTE FUNCTION logistics_storage_guard();
"""
NO_STORAGE = """
DROP TRIGGER logistics_reading_kept ON logistics_temperaturereading;
DROP TRIGGER logistics_reading_unchanged ON logistics_temperaturereading;
DROP TRIGGER logistics_placement_kept ON logistics_placement;
DROP TRIGGER logistics_placement_unchanged ON logistics_placement;
DROP FUNCTION logistics_storage_guard();
DROP TRIGGER logistics_lot_owner_kept ON logistics_lot;
DROP FUNCTION logistics_lot_owner_guard();
ALTER TABLE logistics_lotstock DROP CONSTRAINT logistics_lotstock_in_own_bin;
ALTER TABLE logistics_bin DROP CONSTRAINT logistics_bin_in_own_zone;
ALTER TABLE logistics_bin DROP CONSTRAINT logistics_bin_place;
ALTER TABLE logistics_storagezone DROP CONSTRAINT logistics_storagezone_place;
"""
SEQUENCES = ("parcel", "wave", "manifest", "notice", "receipt", "recall", "run", "count")


class Migration(migrations.Migration):
    """Triggers, foreign keys over two columns, and sequences."""

    # What this and 0001 stand in for: a database that has all of it has these.
    replaces = [
        ("logistics", "0002_movements_are_append_only"),
        ("logistics", "0003_remove_deliveryrate_logistics_rate_not_negative_and_more"),
        ("logistics", "0004_notices_and_receipts"),
        ("logistics", "0005_back_office"),
        ("logistics", "0006_quality_checks"),
        ("logistics", "0007_product_labels"),
        ("logistics", "0008_recalls"),
        ("logistics", "0009_tariff_zones"),
        ("logistics", "0010_processing"),
        ("logistics", "0011_storage"),
        ("logistics", "0012_carriers"),
        ("logistics", "0013_metadata_of_parcels"),
        ("logistics", "0014_contributions"),
        ("logistics", "0015_hub_tariff"),
        ("logistics", "0016_who_changed_which_delivery_price"),
        ("logistics", "0017_driver"),
        ("logistics", "0018_pick_key"),
    ]

    dependencies = [("logistics", "0001_initial")]

    operations = [
        migrations.RunSQL(MOVEMENTS, NO_MOVEMENTS),
        migrations.RunSQL(STORAGE, NO_STORAGE),
        *(
            migrations.RunSQL(f"CREATE SEQUENCE logistics_{name}_number", f"DROP SEQUENCE logistics_{name}_number")
            for name in SEQUENCES
        ),
    ]
