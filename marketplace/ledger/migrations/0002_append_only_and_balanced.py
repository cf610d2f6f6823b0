"""The database's own will: entries balance at COMMIT and queue for their seal, and nothing is ever rewritten."""

from django.db import migrations

# Deferred, because an entry balances only once all its postings are in. Each posting checks its whole entry:
# entries are short (the service allows 200 lines), and a committed entry cannot be added to unseen.
BALANCED = """
CREATE FUNCTION ledger_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint;
    expected integer;
    found integer;
    uneven text;
BEGIN
    IF TG_TABLE_NAME = 'ledger_entry' THEN checked := NEW.id; ELSE checked := NEW.entry_id; END IF;
    SELECT line_count INTO expected FROM ledger_entry WHERE id = checked;
    SELECT coalesce(sum(lines), 0), min(currency) FILTER (WHERE total <> 0)
        INTO found, uneven
        FROM (SELECT currency, sum(amount_minor) AS total, count(*) AS lines
              FROM ledger_posting WHERE entry_id = checked GROUP BY currency) AS sums;
    IF uneven IS NOT NULL THEN
        RAISE EXCEPTION 'ledger entry % does not sum to zero in %', checked, uneven
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_sums_to_zero';
    END IF;
    IF found IS DISTINCT FROM expected THEN
        RAISE EXCEPTION 'ledger entry % has % postings, not %', checked, found, expected
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_is_sealed';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_posting_balanced AFTER INSERT ON ledger_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_entry();
CREATE CONSTRAINT TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_entry();

CREATE FUNCTION ledger_check_currency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.currency IS DISTINCT FROM (SELECT currency FROM ledger_account WHERE id = NEW.account_id) THEN
        RAISE EXCEPTION 'a posting in % stands on an account of another currency', NEW.currency
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_posting_currency_of_account';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_posting_currency BEFORE INSERT ON ledger_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_check_currency();
"""

NOT_BALANCED = """
DROP TRIGGER ledger_posting_currency ON ledger_posting;
DROP FUNCTION ledger_check_currency();
DROP TRIGGER ledger_entry_balanced ON ledger_entry;
DROP TRIGGER ledger_posting_balanced ON ledger_posting;
DROP FUNCTION ledger_check_entry();
"""

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

# UPDATE and DELETE are refused always. TRUNCATE empties all books at once, which only the reset of a demo and the
# teardown of tests do: they say so by the session setting ledger.allow_rewrite, which product code never sets.
APPEND_ONLY = """
CREATE FUNCTION ledger_refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('ledger.allow_rewrite', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the ledger only grows: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'Post a contrary entry.';
END $$;
"""

_TABLES = ("ledger_account", "ledger_entry", "ledger_posting", "ledger_seal", "ledger_dailyroot")
_GUARDS = "\n".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
    f" FOR EACH ROW EXECUTE FUNCTION ledger_refuse_rewrite();"
    f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_rewrite();"
    for table in _TABLES
)
_NO_GUARDS = "\n".join(
    f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_not_emptied ON {table};"
    for table in _TABLES
)


class Migration(migrations.Migration):
    # What this and 0001 stand in for: a database that has all of it has these.
    replaces = [
        ("ledger", "0002_entry_is_sealed"),
        ("ledger", "0003_append_only_and_balanced"),
        ("ledger", "0004_seals_and_accounting_numbers"),
        ("ledger", "0005_seals_only_grow"),
        ("ledger", "0006_accounts_by_purpose"),
    ]

    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(BALANCED, NOT_BALANCED),
        migrations.RunSQL(QUEUE, NO_QUEUE),
        migrations.RunSQL(APPEND_ONLY, "DROP FUNCTION ledger_refuse_rewrite();"),
        migrations.RunSQL(_GUARDS, _NO_GUARDS),
    ]
