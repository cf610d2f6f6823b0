"""Goods are collected in the villages by rounds."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cooperatives', '0002_first_agreement'),
        ('logistics', '0008_gifts'),
    ]

    operations = [
        migrations.RunSQL('CREATE SEQUENCE logistics_round_number', 'DROP SEQUENCE logistics_round_number'),
        migrations.CreateModel(
            name='CollectionRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('key', models.CharField(max_length=80, unique=True)),
                ('day', models.DateField()),
                ('sets_out', models.TimeField()),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('on_the_road', 'On the road'), ('closed', 'Everything is counted'), ('cancelled', 'Cancelled')], default='planned', max_length=12)),
                ('created_by', models.CharField(max_length=60)),
                ('created_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='CollectionStop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('from_time', models.TimeField(blank=True, null=True)),
                ('until_time', models.TimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('planned', 'To be collected'), ('picked_up', 'Everything loaded'), ('part', 'A part loaded'), ('not_there', 'Nobody or nothing there'), ('dropped', 'Taken off the round')], default='planned', max_length=10)),
                ('told_key', models.CharField(blank=True, max_length=120)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('told_by', models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='StopLoad',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('crates', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Vehicle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('capacity_g', models.PositiveBigIntegerField()),
                ('is_active', models.BooleanField(default=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='discrepancy',
            name='logistics_discrepancy_kind',
        ),
        migrations.RemoveConstraint(
            model_name='hubcharge',
            name='logistics_charge_service_known',
        ),
        migrations.RemoveConstraint(
            model_name='hubcost',
            name='logistics_cost_service_known',
        ),
        migrations.RemoveConstraint(
            model_name='hubtariff',
            name='logistics_tariff_by_weight',
        ),
        migrations.AddField(
            model_name='notice',
            name='collect_at',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='notice',
            name='collect_province',
            field=models.CharField(blank=True, max_length=6),
        ),
        migrations.AlterField(
            model_name='discrepancy',
            name='kind',
            field=models.CharField(choices=[('short', 'Less than announced'), ('over', 'More than announced'), ('damaged', 'Damaged on arrival'), ('weight', 'Weight does not fit the count'), ('temperature', 'Arrived too warm'), ('road_short', 'Less than the driver loaded'), ('road_over', 'More than the driver loaded')], max_length=12),
        ),
        migrations.AlterField(
            model_name='hubcharge',
            name='service',
            field=models.CharField(choices=[('receive', 'Taking goods in'), ('store', 'Storage'), ('pack', 'Packing'), ('process', 'Processing'), ('collect', 'Collecting goods')], max_length=8),
        ),
        migrations.AlterField(
            model_name='hubcost',
            name='service',
            field=models.CharField(choices=[('receive', 'Taking goods in'), ('store', 'Storage'), ('pack', 'Packing'), ('process', 'Processing'), ('collect', 'Collecting goods')], max_length=8),
        ),
        migrations.AlterField(
            model_name='hubtariff',
            name='service',
            field=models.CharField(choices=[('receive', 'Taking goods in'), ('store', 'Storage'), ('pack', 'Packing'), ('process', 'Processing'), ('collect', 'Collecting goods')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='discrepancy',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['short', 'over', 'damaged', 'weight', 'temperature', 'road_short', 'road_over'])), name='logistics_discrepancy_kind'),
        ),
        migrations.AddConstraint(
            model_name='hubcharge',
            constraint=models.CheckConstraint(condition=models.Q(('service__in', ['receive', 'store', 'pack', 'process', 'collect'])), name='logistics_charge_service_known'),
        ),
        migrations.AddConstraint(
            model_name='hubcost',
            constraint=models.CheckConstraint(condition=models.Q(('service__in', ['receive', 'store', 'pack', 'collect'])), name='logistics_cost_service_known'),
        ),
        migrations.AddConstraint(
            model_name='hubtariff',
            constraint=models.CheckConstraint(condition=models.Q(('service__in', ['receive', 'store', 'collect'])), name='logistics_tariff_by_weight'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('arrival', 'collection'), models.Q(('collect_at', ''), ('collect_province', '')), _connector='OR'), name='logistics_notice_collected_somewhere'),
        ),
        migrations.AddField(
            model_name='collectionround',
            name='warehouse',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='logistics.warehouse'),
        ),
        migrations.AddField(
            model_name='collectionstop',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stops', to='logistics.notice'),
        ),
        migrations.AddField(
            model_name='collectionstop',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stops', to='logistics.collectionround'),
        ),
        migrations.AddField(
            model_name='stopload',
            name='notice_line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loads', to='logistics.noticeline'),
        ),
        migrations.AddField(
            model_name='stopload',
            name='stop',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='loads', to='logistics.collectionstop'),
        ),
        migrations.AddField(
            model_name='vehicle',
            name='carrier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vehicles', to='cooperatives.organisation'),
        ),
        migrations.AddField(
            model_name='collectionround',
            name='vehicle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='logistics.vehicle'),
        ),
        migrations.AddIndex(
            model_name='collectionstop',
            index=models.Index(fields=['round', 'position'], name='logistics_stop_in_order'),
        ),
        migrations.AddConstraint(
            model_name='collectionstop',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'picked_up', 'part', 'not_there', 'dropped'])), name='logistics_stop_state'),
        ),
        migrations.AddConstraint(
            model_name='collectionstop',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('planned', 'picked_up', 'part'))), fields=('notice',), name='logistics_notice_on_one_round'),
        ),
        migrations.AddConstraint(
            model_name='collectionstop',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_time__isnull', True), ('until_time__isnull', True)), ('from_time__lt', models.F('until_time')), _connector='OR'), name='logistics_stop_window'),
        ),
        migrations.AddConstraint(
            model_name='collectionstop',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('picked_up', 'part', 'not_there')), _negated=True), ('told_at__isnull', False), _connector='OR'), name='logistics_stop_told'),
        ),
        migrations.AddConstraint(
            model_name='stopload',
            constraint=models.UniqueConstraint(fields=('stop', 'notice_line'), name='logistics_load_once'),
        ),
        migrations.AddConstraint(
            model_name='vehicle',
            constraint=models.UniqueConstraint(fields=('carrier', 'name'), name='logistics_vehicle_once'),
        ),
        migrations.AddConstraint(
            model_name='vehicle',
            constraint=models.CheckConstraint(condition=models.Q(('capacity_g__gt', 0)), name='logistics_vehicle_carries'),
        ),
        migrations.AddIndex(
            model_name='collectionround',
            index=models.Index(fields=['warehouse', '-day', '-id'], name='logistics_round_newest'),
        ),
        migrations.AddIndex(
            model_name='collectionround',
            index=models.Index(condition=models.Q(('state__in', ['planned', 'on_the_road'])), fields=['vehicle', 'day'], name='logistics_round_open'),
        ),
        migrations.AddConstraint(
            model_name='collectionround',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'on_the_road', 'closed', 'cancelled'])), name='logistics_round_state'),
        ),
        migrations.AddConstraint(
            model_name='collectionround',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ['planned', 'on_the_road'])), models.Q(('closed_at__isnull', False), ('state__in', ['closed', 'cancelled'])), _connector='OR'), name='logistics_round_closed_when_over'),
        ),
    ]
