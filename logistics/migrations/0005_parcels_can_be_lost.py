"""A parcel may be lost for good."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('logistics', '0004_gift_boxes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='fulfilment',
            name='logistics_fulfilment_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='trackingevent',
            name='logistics_tracking_kind_known',
        ),
        migrations.AlterField(
            model_name='fulfilment',
            name='state',
            field=models.CharField(choices=[('released', 'To be allocated'), ('allocated', 'To be picked'), ('picking', 'Being picked'), ('packed', 'Packed'), ('handed_over', 'With the carrier'), ('out_for_delivery', 'Out for delivery'), ('delivered', 'Delivered'), ('refused', 'Refused'), ('returning', 'On its way back'), ('returned', 'Back at the hub'), ('inspected', 'Inspected after its return'), ('lost', 'Lost on the way'), ('cancelled', 'Cancelled')], default='released', max_length=16),
        ),
        migrations.AlterField(
            model_name='trackingevent',
            name='kind',
            field=models.CharField(choices=[('packed', 'Packed'), ('handed_over', 'Handed to the carrier'), ('out_for_delivery', 'Out for delivery'), ('attempt_failed', 'Delivery attempted in vain'), ('delivered', 'Delivered'), ('refused', 'Refused'), ('returning', 'On its way back'), ('returned', 'Back at the hub'), ('inspected', 'Inspected'), ('lost', 'Lost on the way')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='fulfilment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['released', 'allocated', 'picking', 'packed', 'handed_over', 'out_for_delivery', 'delivered', 'refused', 'returning', 'returned', 'inspected', 'lost', 'cancelled'])), name='logistics_fulfilment_state_known'),
        ),
        migrations.AddConstraint(
            model_name='trackingevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['packed', 'handed_over', 'out_for_delivery', 'attempt_failed', 'delivered', 'refused', 'returning', 'returned', 'inspected', 'lost'])), name='logistics_tracking_kind_known'),
        ),
    ]
