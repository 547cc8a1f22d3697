"""What a request tells of whoever signs with it."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.translation import gettext

from goodstanding.accounts.selectors import identified_by
from goodstanding.agreements.forms_signing import SigningForm
from goodstanding.agreements.rules.signature import Authority, Identification, Signature
from goodstanding.values.errors import NotPermittedError

_BROWSER_MAX_CHARACTERS = 500
_NOT_TOLD = "not told"


def signature_of(request: HttpRequest, form: SigningForm, *, ticked: bool) -> Signature:
    """Return the signature of a filled form.

    Raises:
        NotPermittedError: Nobody can tell how the person signed in.
    """
    known = identified_by(request)
    if known is None:
        raise NotPermittedError(
            gettext("We cannot tell how you signed in. Sign out, sign in again, and sign then.")
        )
    said: dict[str, Any] = form.cleaned_data
    return Signature(
        authority=Authority(said["authority"]),
        authority_statement=form.authority_statement,
        authorized_by=said["authorized_by"],
        typed_name=said["typed_name"],
        control_label=str(form.control_label),
        ticked=ticked,
        identified_by=Identification(known.value),
        ip=get_adapter().get_client_ip(request),
        user_agent=request.headers.get("User-Agent", "")[:_BROWSER_MAX_CHARACTERS] or _NOT_TOLD,
    )
