"""A person takes away what is kept about them, and erases it."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frontend.access import actor_for, is_signed_in, opened_to
from frontend.forms.erasing import EraseForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.papers import PRIVATE
from marketplace.accounts.models import User
from marketplace.accounts.services.account_erase import account_erase
from marketplace.customers.selectors.own_data import export_of, exports_of
from marketplace.customers.services.data_export import KEPT, data_export_ask


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(is_signed_in)
def account_data(request: HttpRequest) -> HttpResponseBase:
    """Say what is kept and why, and list the archives; POST asks for one."""
    actor = actor_for(request)
    if request.method == "POST":
        data_export_ask(actor=actor, now=timezone.now())
        messages.success(request, _("We gather your data and tell you when the file is ready."))
        return redirect("frontend:account-data")
    shown = {"exports": [(row, row.made_at + KEPT if row.made_at else None) for row in exports_of(actor)]}
    return render(request, "frontend/account/data.html", shown)


@require_safe
@opened_to(is_signed_in)
def account_data_file(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """Hand the archive over to whom it is about."""
    row = export_of(actor=actor_for(request), export_id=export_id)
    file = row.file.storage.open(str(row.file.name))
    return FileResponse(
        file, as_attachment=True, filename="my-data.zip", content_type="application/zip", headers=PRIVATE
    )


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(is_signed_in)
def account_erasing(request: HttpRequest) -> HttpResponseBase:
    """Say what goes and what stays; POST erases the account and signs out."""
    actor = actor_for(request)
    person = User.objects.get(pk=actor.user_id or 0)
    form = EraseForm(request.POST if request.method == "POST" else None, person=person)

    def erase() -> bool:
        account_erase(actor=actor, typed=form.cleaned_data["typed"], now=timezone.now())
        return True

    if attempt(form, erase):
        logout(request)
        messages.success(request, _("Your account is erased."))
        return redirect("frontend:home")
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "frontend/account/erasing.html", {"form": form}, status=status)
