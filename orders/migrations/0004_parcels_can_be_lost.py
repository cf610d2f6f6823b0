"""Parcels that are lost, what is given back for them, and what came after an order was given up."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cooperatives', '0002_first_agreement'),
        ('orders', '0003_gift_boxes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='dispute',
            name='orders_dispute_cause_known',
        ),
        migrations.RemoveConstraint(
            model_name='refund',
            name='orders_refund_cause_known',
        ),
        migrations.RemoveConstraint(
            model_name='suborder',
            name='orders_sub_order_state_known',
        ),
        migrations.AddField(
            model_name='suborder',
            name='lost_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='dispute',
            name='cause',
            field=models.CharField(choices=[('withdrawal', 'The customer withdrew'), ('hidden_defect', 'The product had a hidden defect'), ('hub_damage', 'Damaged at the hub'), ('wrong_item', 'The hub packed a wrong article'), ('missing', 'An article was missing from the parcel'), ('carrier_damage', 'Damaged by the carrier'), ('carrier_loss', 'Lost by the carrier'), ('hub_loss', 'Lost at the hub'), ('undelivered', 'Paid and never delivered'), ('goodwill', 'A gesture of the marketplace'), ('deposit', 'The deposit of an order that was not delivered'), ('late', 'Paid after the order was given up')], max_length=16),
        ),
        migrations.AlterField(
            model_name='refund',
            name='cause',
            field=models.CharField(choices=[('withdrawal', 'The customer withdrew'), ('hidden_defect', 'The product had a hidden defect'), ('hub_damage', 'Damaged at the hub'), ('wrong_item', 'The hub packed a wrong article'), ('missing', 'An article was missing from the parcel'), ('carrier_damage', 'Damaged by the carrier'), ('carrier_loss', 'Lost by the carrier'), ('hub_loss', 'Lost at the hub'), ('undelivered', 'Paid and never delivered'), ('goodwill', 'A gesture of the marketplace'), ('deposit', 'The deposit of an order that was not delivered'), ('late', 'Paid after the order was given up')], max_length=16),
        ),
        migrations.AlterField(
            model_name='returnline',
            name='cause',
            field=models.CharField(blank=True, choices=[('withdrawal', 'The customer withdrew'), ('hidden_defect', 'The product had a hidden defect'), ('hub_damage', 'Damaged at the hub'), ('wrong_item', 'The hub packed a wrong article'), ('missing', 'An article was missing from the parcel'), ('carrier_damage', 'Damaged by the carrier'), ('carrier_loss', 'Lost by the carrier'), ('hub_loss', 'Lost at the hub'), ('undelivered', 'Paid and never delivered'), ('goodwill', 'A gesture of the marketplace'), ('deposit', 'The deposit of an order that was not delivered'), ('late', 'Paid after the order was given up')], max_length=16),
        ),
        migrations.AlterField(
            model_name='suborder',
            name='state',
            field=models.CharField(choices=[('placed', 'Waiting for payment'), ('released', 'To be prepared'), ('packed', 'Packed'), ('shipped', 'On its way'), ('delivered', 'Delivered'), ('refused', 'Refused at the door'), ('returned', 'Returned to the hub'), ('cancelled', 'Cancelled'), ('lost', 'Lost on the way')], default='placed', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('cause__in', ['withdrawal', 'hidden_defect', 'hub_damage', 'wrong_item', 'missing', 'carrier_damage', 'carrier_loss', 'hub_loss', 'undelivered', 'goodwill', 'deposit', 'late'])), name='orders_dispute_cause_known'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('cause__in', ['withdrawal', 'hidden_defect', 'hub_damage', 'wrong_item', 'missing', 'carrier_damage', 'carrier_loss', 'hub_loss', 'undelivered', 'goodwill', 'deposit', 'late'])), name='orders_refund_cause_known'),
        ),
        migrations.AddConstraint(
            model_name='suborder',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['placed', 'released', 'packed', 'shipped', 'delivered', 'refused', 'returned', 'cancelled', 'lost'])), name='orders_sub_order_state_known'),
        ),
    ]
