"""Movements only grow, and numbers come from sequences that never hand out one twice."""

from django.db import migrations

# UPDATE and DELETE are refused always. TRUNCATE only happens in the reset of a demo and the teardown of tests; both
# set the same switch as for the ledger, product code never does.
GUARD = """
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
UNGUARD = """
DROP TRIGGER logistics_movement_kept ON logistics_movement;
DROP TRIGGER logistics_movement_unchanged ON logistics_movement;
DROP FUNCTION logistics_movement_guard();
"""
SEQUENCES = ("logistics_parcel_number", "logistics_wave_number", "logistics_manifest_number")


class Migration(migrations.Migration):
    """Triggers and sequences."""

    dependencies = [("logistics", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
        *(migrations.RunSQL(f"CREATE SEQUENCE {name}", f"DROP SEQUENCE {name}") for name in SEQUENCES),
    ]
