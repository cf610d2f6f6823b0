"""The database keeps which subjects of maturing accounts are not at zero, in the transaction that posts."""

import django.db.models.deletion
from django.db import migrations, models

# One row per seller and sale, and a sale is posted to under the lock of its sub-order: nobody queues here who did not
# queue there before. The order of a statement's rows is fixed, so that two batches never wait in a circle.
KEEP = """
CREATE FUNCTION ledger_keep_open_subjects() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- By their keys, one by one: a join's plan would be kept from a moment when the tables were small
    maturing bigint[] := ARRAY(
        SELECT id FROM ledger_account
        WHERE id = ANY(ARRAY(SELECT DISTINCT account_id FROM fresh))
          AND code ~ '^organisation:[0-9]+:maturing(@|$)'
    );
    moved record;
    kept record;
BEGIN
    IF maturing = '{}' THEN
        RETURN NULL;
    END IF;
    FOR moved IN
        SELECT account_id, subject, sum(amount_minor) AS minor FROM fresh WHERE account_id = ANY(maturing)
        GROUP BY account_id, subject ORDER BY account_id, subject
    LOOP
        INSERT INTO ledger_opensubject AS open (account_id, subject, total_minor)
            VALUES (moved.account_id, moved.subject, moved.minor)
            ON CONFLICT (account_id, subject) DO UPDATE SET total_minor = open.total_minor + excluded.total_minor
            RETURNING open.id, open.total_minor INTO kept;
        IF kept.total_minor = 0 THEN
            DELETE FROM ledger_opensubject WHERE id = kept.id;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_posting_keeps_open_subjects AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_open_subjects();
INSERT INTO ledger_opensubject (account_id, subject, total_minor)
    SELECT posting.account_id, posting.subject, sum(posting.amount_minor)
    FROM ledger_posting AS posting JOIN ledger_account AS account ON account.id = posting.account_id
    WHERE account.code ~ '^organisation:[0-9]+:maturing(@|$)'
    GROUP BY posting.account_id, posting.subject HAVING sum(posting.amount_minor) <> 0;
"""

KEEP_NOT = """
DROP TRIGGER ledger_posting_keeps_open_subjects ON ledger_posting;
DROP FUNCTION ledger_keep_open_subjects();
DELETE FROM ledger_opensubject;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only_and_balanced")]

    operations = [
        migrations.CreateModel(
            name="OpenSubject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(blank=True, max_length=80)),
                ("total_minor", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "subject"), name="ledger_open_subject_once")
                ]
            },
        ),
        migrations.RunSQL(KEEP, KEEP_NOT),
    ]
