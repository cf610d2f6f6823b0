"""New entries queue for their seal by the database's own will; seals and roots only grow."""

from django.db import migrations

QUEUE = """
CREATE FUNCTION ledger_queue_for_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_unsealed (entry_id) SELECT id FROM fresh;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_waits_for_seal AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ledger_queue_for_seal();
INSERT INTO ledger_unsealed (entry_id) SELECT id FROM ledger_entry;
"""
NO_QUEUE = """
DROP TRIGGER ledger_entry_waits_for_seal ON ledger_entry;
DROP FUNCTION ledger_queue_for_seal();
DELETE FROM ledger_unsealed;
"""
_TABLES = ("ledger_seal", "ledger_dailyroot")
GUARDS = "\n".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
    f" FOR EACH ROW EXECUTE FUNCTION ledger_refuse_rewrite();"
    f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_rewrite();"
    for table in _TABLES
)
NO_GUARDS = "\n".join(
    f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_not_emptied ON {table};"
    for table in _TABLES
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_seals_and_accounting_numbers")]

    operations = [migrations.RunSQL(QUEUE, NO_QUEUE), migrations.RunSQL(GUARDS, NO_GUARDS)]
