"""Zones of one temperature, bins with a capacity, where lots stood, readings, alarms and cycle counts."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# What a word of the old free text meant, with limits that the hub may change (catalog/data/product_types.json:
# dry goods below 25 °C, positive cold 0-4 °C, freezing at -18 °C)
KINDS = {"ambient": ("5", "25"), "positive": ("0", "4"), "negative": ("-30", "-18")}
NAMES = {
    "ambient": {"fr": "Ambiant", "ar": "حرارة عادية"},
    "positive": {"fr": "Froid positif", "ar": "تبريد موجب"},
    "negative": {"fr": "Froid négatif", "ar": "تبريد سالب"},
}

# A bin is in a zone of its own warehouse and a lot in a bin of its own warehouse: foreign keys over both columns.
# The owner of a lot and what it is never change: every unit has one owner, for good. Placements and readings only grow.
GUARD = """
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
UNGUARD = """
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


def zones_from_words(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make a zone of each word that a warehouse used, and put its bins into it."""
    bins, zones = apps.get_model("logistics", "Bin"), apps.get_model("logistics", "StorageZone")
    for warehouse_id, word in bins.objects.exclude(zone_text="").values_list("warehouse_id", "zone_text").distinct():
        kind = word if word in KINDS else "ambient"
        coldest, warmest = KINDS[kind]
        zone, _made = zones.objects.get_or_create(
            warehouse_id=warehouse_id,
            code=word[:20],
            defaults={
                "kind": kind,
                "names": NAMES[kind] if word in KINDS else {"fr": word},
                "coldest_c": coldest,
                "warmest_c": warmest,
            },
        )
        bins.objects.filter(warehouse_id=warehouse_id, zone_text=word).update(zone=zone)


def words_from_zones(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the kind of each bin's zone back as a word."""
    bins = apps.get_model("logistics", "Bin")
    for row in bins.objects.exclude(zone=None).select_related("zone"):
        bins.objects.filter(pk=row.pk).update(zone_text=row.zone.kind)


class Migration(migrations.Migration):
    """Tables, then the words become rows, then the guards."""
    dependencies = [
        ("logistics", "0010_processing"),
    ]

    operations = [
        migrations.AddField(
            model_name="bin",
            name="capacity_g",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="lotstock",
            name="bin",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lot_stocks",
                to="logistics.bin",
            ),
        ),
        migrations.CreateModel(
            name="CycleCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("opened_by", models.CharField(max_length=60)),
                ("opened_at", models.DateTimeField()),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="logistics.warehouse",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CountLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be counted"),
                            ("differs", "A second person decides"),
                            ("matched", "As written"),
                            ("corrected", "Corrected"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("counted", models.PositiveIntegerField(blank=True, null=True)),
                ("written", models.PositiveIntegerField(blank=True, null=True)),
                ("counted_by", models.CharField(blank=True, max_length=60)),
                ("counted_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.CharField(blank=True, max_length=60)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "lot_stock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="count_lines",
                        to="logistics.lotstock",
                    ),
                ),
                (
                    "count",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="logistics.cyclecount",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("put_away", "Put away"),
                            ("tidy", "To make room"),
                            ("cold", "Temperature alarm"),
                            ("found", "It stood elsewhere"),
                            ("undo", "Taken back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("actor", models.CharField(max_length=60)),
                ("happened_at", models.DateTimeField()),
                (
                    "from_bin",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="logistics.bin",
                    ),
                ),
                (
                    "lot_stock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="logistics.lotstock",
                    ),
                ),
                (
                    "to_bin",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="logistics.bin",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StorageZone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("names", models.JSONField(default=dict)),
                (
                    "kind",
                    models.CharField(
                        choices=[("ambient", "Ambient"), ("positive", "Cold room"), ("negative", "Freezer")],
                        max_length=10,
                    ),
                ),
                ("coldest_c", models.DecimalField(decimal_places=1, max_digits=4)),
                ("warmest_c", models.DecimalField(decimal_places=1, max_digits=4)),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="storage_zones",
                        to="logistics.warehouse",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TemperatureAlarm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("worst_c", models.DecimalField(decimal_places=1, max_digits=4)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_by", models.CharField(blank=True, max_length=60)),
                ("action", models.CharField(blank=True, max_length=500)),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alarms",
                        to="logistics.storagezone",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TemperatureReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=80, unique=True)),
                ("celsius", models.DecimalField(decimal_places=1, max_digits=4)),
                ("is_outside", models.BooleanField()),
                ("note", models.CharField(blank=True, max_length=300)),
                ("read_by", models.CharField(max_length=60)),
                ("read_at", models.DateTimeField()),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="logistics.storagezone",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="cyclecount",
            index=models.Index(fields=["warehouse", "-opened_at", "-id"], name="logistics_count_newest"),
        ),
        migrations.AddConstraint(
            model_name="countline",
            constraint=models.UniqueConstraint(
                fields=("count", "lot_stock"), name="logistics_count_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="countline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["open", "differs"])),
                fields=("lot_stock",),
                name="logistics_one_count_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="countline",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "differs", "matched", "corrected"])),
                name="logistics_count_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="countline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "open"),
                    models.Q(
                        ("counted__isnull", False), ("counted_at__isnull", False), ("written__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="logistics_count_line_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="countline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "corrected"), _negated=True),
                    models.Q(
                        models.Q(("decided_by", ""), _negated=True),
                        models.Q(("decided_by", models.F("counted_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="logistics_count_decided_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(fields=["lot_stock", "-id"], name="logistics_placement_newest"),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ["put_away", "tidy", "cold", "found", "undo"])),
                name="logistics_placement_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("from_bin__isnull", True), ("to_bin__isnull", False)),
                    models.Q(("from_bin__isnull", False), ("to_bin__isnull", True)),
                    models.Q(
                        ("from_bin__isnull", False),
                        ("to_bin__isnull", False),
                        models.Q(("from_bin", models.F("to_bin")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="logistics_placement_moves",
            ),
        ),
        migrations.AddConstraint(
            model_name="storagezone",
            constraint=models.UniqueConstraint(
                fields=("warehouse", "code"), name="logistics_storage_zone_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="storagezone",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["ambient", "positive", "negative"])),
                name="logistics_storage_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="storagezone",
            constraint=models.CheckConstraint(
                condition=models.Q(("coldest_c__lt", models.F("warmest_c"))),
                name="logistics_storage_zone_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="temperaturealarm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("zone",),
                name="logistics_one_open_alarm",
            ),
        ),
        migrations.AddConstraint(
            model_name="temperaturealarm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", ""), ("closed_at__isnull", True)),
                    models.Q(("closed_at__isnull", False), models.Q(("action", ""), _negated=True)),
                    _connector="OR",
                ),
                name="logistics_alarm_closed_with_a_word",
            ),
        ),
        migrations.AddIndex(
            model_name="temperaturereading",
            index=models.Index(fields=["zone", "-read_at", "-id"], name="logistics_reading_newest"),
        ),
        migrations.AddField(
            model_name="lotstock",
            name="counted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RenameField("bin", "zone", "zone_text"),
        migrations.AddField(
            model_name="bin",
            name="zone",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bins",
                to="logistics.storagezone",
            ),
        ),
        migrations.RunPython(zones_from_words, words_from_zones),
        migrations.RemoveField("bin", "zone_text"),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL("CREATE SEQUENCE logistics_count_number", "DROP SEQUENCE logistics_count_number"),
    ]
