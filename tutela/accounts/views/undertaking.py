"""Reading and signing the undertaking."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.kernel.clock import now
from tutela.kernel.http import open_before_undertaking

from .. import api
from ..queries.undertaking_text import latest_undertaking


@open_before_undertaking
@require_http_methods(["GET", "HEAD", "POST"])
def undertaking(request: HttpRequest) -> HttpResponse:
    """The text in the reader's language; signing it opens files for twelve months."""
    text = api.undertaking_text()
    unticked = False
    if request.method == "POST":
        if request.POST.get("agree") == "yes":
            api.sign_undertaking(
                edition=request.POST.get("edition", ""),
                language=text.language,
                by=request.actor,  # type: ignore[attr-defined]
            )
            messages.success(request, _("Signed. Thank you."))
            return redirect("start")
        unticked = True
    latest = latest_undertaking(request.user)  # type: ignore[arg-type]
    context = {
        "text": text,
        "unticked": unticked,
        "latest": latest,
        "lapsed": latest is not None and latest.expires_at <= now(),
    }
    return render(request, "accounts/undertaking.html", context, status=422 if unticked else 200)
