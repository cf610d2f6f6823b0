"""The database itself refuses to change or delete an issued invoice or credit note."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION documents_fiscal_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An issued invoice or credit note is final.';
END $$;
CREATE TRIGGER documents_fiscal_is_final BEFORE UPDATE OR DELETE ON documents_fiscaldocument
    FOR EACH ROW EXECUTE FUNCTION documents_fiscal_is_final();
"""
ALLOW = """
DROP TRIGGER documents_fiscal_is_final ON documents_fiscaldocument;
DROP FUNCTION documents_fiscal_is_final();
"""


class Migration(migrations.Migration):
    # What this and 0001 stand in for: a database that has all of it has these.
    replaces = [
        ("documents", "0002_invoices"),
        ("documents", "0003_invoices_are_final"),
    ]

    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
