"""Use a voucher's code for an order, and give the use back when the order is given up."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from marketplace.promotions.models.voucher import VoucherCode, VoucherUse
from marketplace.promotions.selectors.rules import VoucherNotApplicable, VoucherRule


@transaction.atomic
def voucher_redeem(*, voucher: VoucherRule, reference: str, customer: str, now: datetime) -> None:
    """
    Count one use of a code. However many come at once, a code is used as often as it may be and not once more.

    :param reference: "order:<uuid>"
    :param customer: who uses it (phone, or else e-mail), for vouchers that everybody may use once
    :raises VoucherNotApplicable: if it has been used up, or used by this customer
    """
    codes = VoucherCode.objects.filter(pk=voucher.code_id, is_active=True)
    if voucher.usage_limit is not None:
        codes = codes.filter(used__lt=voucher.usage_limit)
    changes = {"used": F("used") + 1} | ({"is_active": False} if voucher.single_use else {})
    if not codes.update(**changes):
        raise VoucherNotApplicable(_("This voucher has been used already."), field="promo_code")
    try:
        with transaction.atomic():
            VoucherUse.objects.create(
                code_id=voucher.code_id,
                voucher_id=voucher.voucher_id,
                reference=reference,
                customer=customer if voucher.once_per_customer else "",
                used_at=now,
            )
    except IntegrityError:
        raise VoucherNotApplicable(_("You have used this voucher already."), field="promo_code") from None


@transaction.atomic
def voucher_release(*, reference: str) -> None:
    """Give back the use of a code by an order that was given up; again, it changes nothing."""
    use = VoucherUse.objects.select_for_update().select_related("voucher").filter(reference=reference).first()
    if use is None:
        return
    codes = VoucherCode.objects.filter(Q(used__gt=0), pk=use.code_id)
    codes.update(used=F("used") - 1, **({"is_active": True} if use.voucher.single_use else {}))
    use.delete()
