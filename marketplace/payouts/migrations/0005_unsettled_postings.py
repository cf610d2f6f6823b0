"""The database keeps which payable postings no statement has settled, in the transaction that posts or settles."""

from django.db import migrations, models

# A payable posting is one of an organisation's available account, but for the settlements, which answer them
PAYABLE = """
    JOIN ledger_account AS account ON account.id = posting.account_id
    JOIN ledger_entry AS entry ON entry.id = posting.entry_id
    WHERE account.code ~ '^organisation:[0-9]+:available(@|$)' AND entry.reason <> 'settlement'
"""

KEEP = f"""
CREATE FUNCTION payouts_posting_waits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- By their keys, one by one: a join's plan would be kept from a moment when the tables were small
    payable bigint[] := ARRAY(
        SELECT id FROM ledger_account
        WHERE id = ANY(ARRAY(SELECT DISTINCT account_id FROM fresh))
          AND code ~ '^organisation:[0-9]+:available(@|$)'
    );
BEGIN
    IF payable <> '{{}}' THEN
        INSERT INTO payouts_unsettled (posting_id, account_id)
            SELECT id, account_id FROM fresh WHERE account_id = ANY(payable)
            AND (SELECT reason FROM ledger_entry AS entry WHERE entry.id = fresh.entry_id) <> 'settlement';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payouts_posting_waits AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION payouts_posting_waits();

CREATE FUNCTION payouts_line_settles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM payouts_unsettled AS waiting USING fresh WHERE waiting.posting_id = fresh.posting_id;
    RETURN NULL;
END $$;
CREATE TRIGGER payouts_line_settles AFTER INSERT ON payouts_statementline
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION payouts_line_settles();

CREATE FUNCTION payouts_line_lets_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO payouts_unsettled (posting_id, account_id)
        SELECT posting.id, posting.account_id
        FROM gone JOIN ledger_posting AS posting ON posting.id = gone.posting_id {PAYABLE};
    RETURN NULL;
END $$;
CREATE TRIGGER payouts_line_lets_go AFTER DELETE ON payouts_statementline
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION payouts_line_lets_go();

INSERT INTO payouts_unsettled (posting_id, account_id)
    SELECT posting.id, posting.account_id FROM ledger_posting AS posting {PAYABLE}
    AND NOT EXISTS (SELECT 1 FROM payouts_statementline AS line WHERE line.posting_id = posting.id);
"""

KEEP_NOT = """
DROP TRIGGER payouts_line_lets_go ON payouts_statementline;
DROP FUNCTION payouts_line_lets_go();
DROP TRIGGER payouts_line_settles ON payouts_statementline;
DROP FUNCTION payouts_line_settles();
DROP TRIGGER payouts_posting_waits ON ledger_posting;
DROP FUNCTION payouts_posting_waits();
DELETE FROM payouts_unsettled;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_open_subjects"), ("payouts", "0004_stripe_transfers")]

    operations = [
        migrations.CreateModel(
            name="Unsettled",
            fields=[
                ("posting_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("account_id", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["account_id", "posting_id"], name="payouts_unsettled_of")]
            },
        ),
        migrations.RunSQL(KEEP, KEEP_NOT),
    ]
