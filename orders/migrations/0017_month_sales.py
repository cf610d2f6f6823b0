"""What was sold by month is kept while it is sold; lists of a cooperative's orders are read in their order."""

import django.db.models.deletion
from django.db import migrations, models

# What came back or was given up was not sold
KEEP = """
CREATE FUNCTION orders_is_sold(state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS
    $$ SELECT state NOT IN ('cancelled', 'refused', 'returned') $$;
CREATE FUNCTION orders_month_of(moment timestamptz) RETURNS date LANGUAGE sql STABLE AS
    $$ SELECT date_trunc('month', moment AT TIME ZONE 'Africa/Casablanca')::date $$;

CREATE FUNCTION orders_lines_sell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_monthsale (organisation_id, variant_id, month, units)
        SELECT part.organisation_id, line.variant_id, orders_month_of(part.placed_at),
               sum(line.quantity - line.refunded_quantity)
        FROM fresh AS line JOIN orders_suborder AS part ON part.id = line.sub_order_id
        WHERE orders_is_sold(part.state)
        GROUP BY 1, 2, 3 HAVING sum(line.quantity - line.refunded_quantity) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_lines_sell AFTER INSERT ON orders_orderline
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION orders_lines_sell();

CREATE FUNCTION orders_line_sells_otherwise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_monthsale (organisation_id, variant_id, month, units)
        SELECT part.organisation_id, OLD.variant_id, orders_month_of(part.placed_at),
               OLD.refunded_quantity - OLD.quantity
        FROM orders_suborder AS part WHERE part.id = OLD.sub_order_id AND orders_is_sold(part.state);
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO orders_monthsale (organisation_id, variant_id, month, units)
            SELECT part.organisation_id, NEW.variant_id, orders_month_of(part.placed_at),
                   NEW.quantity - NEW.refunded_quantity
            FROM orders_suborder AS part WHERE part.id = NEW.sub_order_id AND orders_is_sold(part.state);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_line_sells_otherwise AFTER UPDATE ON orders_orderline FOR EACH ROW
    WHEN ((OLD.variant_id, OLD.sub_order_id, OLD.quantity - OLD.refunded_quantity)
        IS DISTINCT FROM (NEW.variant_id, NEW.sub_order_id, NEW.quantity - NEW.refunded_quantity))
    EXECUTE FUNCTION orders_line_sells_otherwise();
CREATE TRIGGER orders_line_sells_no_more AFTER DELETE ON orders_orderline FOR EACH ROW
    EXECUTE FUNCTION orders_line_sells_otherwise();

CREATE FUNCTION orders_part_sells_otherwise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_monthsale (organisation_id, variant_id, month, units)
        SELECT side.organisation_id, line.variant_id, side.month,
               side.sign * sum(line.quantity - line.refunded_quantity)
        FROM (VALUES (OLD.organisation_id, orders_month_of(OLD.placed_at), -1, orders_is_sold(OLD.state)),
                     (NEW.organisation_id, orders_month_of(NEW.placed_at), 1, orders_is_sold(NEW.state)))
             AS side (organisation_id, month, sign, is_sold)
        JOIN orders_orderline AS line ON line.sub_order_id = NEW.id
        WHERE side.is_sold
        GROUP BY side.organisation_id, line.variant_id, side.month, side.sign
        HAVING sum(line.quantity - line.refunded_quantity) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_part_sells_otherwise AFTER UPDATE ON orders_suborder FOR EACH ROW
    WHEN (orders_is_sold(OLD.state) <> orders_is_sold(NEW.state) OR OLD.placed_at <> NEW.placed_at
        OR OLD.organisation_id <> NEW.organisation_id)
    EXECUTE FUNCTION orders_part_sells_otherwise();

INSERT INTO orders_monthsale (organisation_id, variant_id, month, units)
    SELECT part.organisation_id, line.variant_id, orders_month_of(part.placed_at),
           sum(line.quantity - line.refunded_quantity)
    FROM orders_orderline AS line JOIN orders_suborder AS part ON part.id = line.sub_order_id
    WHERE orders_is_sold(part.state)
    GROUP BY 1, 2, 3 HAVING sum(line.quantity - line.refunded_quantity) <> 0;
"""

KEEP_NOT = """
DROP TRIGGER orders_part_sells_otherwise ON orders_suborder;
DROP FUNCTION orders_part_sells_otherwise();
DROP TRIGGER orders_line_sells_no_more ON orders_orderline;
DROP TRIGGER orders_line_sells_otherwise ON orders_orderline;
DROP FUNCTION orders_line_sells_otherwise();
DROP TRIGGER orders_lines_sell ON orders_orderline;
DROP FUNCTION orders_lines_sell();
DROP FUNCTION orders_month_of(timestamptz);
DROP FUNCTION orders_is_sold(text);
DELETE FROM orders_monthsale;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0016_a_card_pays_what_is_packed"),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthSale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("units", models.IntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cooperatives.organisation",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.variant"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["organisation", "month"],
                        include=["variant", "units"],
                        name="orders_month_sale_of",
                    )
                ]
            },
        ),
        migrations.RunSQL(KEEP, KEEP_NOT),
        migrations.RemoveIndex(model_name="suborder", name="orders_sub_order_todo"),
        migrations.AddIndex(
            model_name="suborder",
            index=models.Index(
                fields=["organisation", "state", "-placed_at", "-id"], name="orders_sub_order_todo"
            ),
        ),
        migrations.AddIndex(
            model_name="suborder",
            index=models.Index(
                fields=["organisation"],
                condition=models.Q(matured_at=None) & ~models.Q(delivered_at=None, lost_at=None),
                name="orders_sub_order_earned",
            ),
        ),
    ]
