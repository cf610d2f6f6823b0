"""
Triggers by which PostgreSQL itself notices that something changed that answers show.

Whatever writes a watched table (a service of any package, the admin, COPY, a statement by hand) raises the version
of its topic in its own transaction; where that is rolled back, so is the version. Nothing below the API room knows.
"""

from collections.abc import Mapping

from django.db import migrations

# Content is written by the staff, products by sellers; stock moves with every order.
CONTENT, PRODUCTS, STOCK = "content", "products", "stock"

FUNCTIONS = """
CREATE FUNCTION graphql_api_shown_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject text := TG_ARGV[0];
BEGIN
    UPDATE graphql_api_answerversion SET number = number + 1 WHERE id = (
        SELECT id FROM graphql_api_answerversion WHERE topic = subject ORDER BY id
        FOR UPDATE SKIP LOCKED LIMIT 1);
    IF NOT FOUND THEN
        INSERT INTO graphql_api_answerversion (topic, era, number)
        VALUES (subject, (random() * 9007199254740991)::bigint, 1);
    END IF;
    RETURN NULL;
END $$;
"""
NO_FUNCTIONS = "DROP FUNCTION graphql_api_shown_changed();"


def watched(tables: Mapping[str, str]) -> migrations.RunSQL:
    """Return the operation that watches tables, each for its topic, for a migration of this room."""
    events = "INSERT OR UPDATE OR DELETE OR TRUNCATE"
    return migrations.RunSQL(
        "".join(
            f"CREATE TRIGGER graphql_api_watches AFTER {events} ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION graphql_api_shown_changed('{topic}');\n"
            for table, topic in tables.items()
        ),
        "".join(f"DROP TRIGGER graphql_api_watches ON {table};\n" for table in tables),
    )
