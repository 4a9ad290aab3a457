"""Screens of configuration: what is here, the export, looking at a bundle, putting it in force, setting it aside."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import me, needs
from tutela.ui.forms import act_and_return, answer_status, saving_form
from tutela.ui.forms.upload import takes
from tutela.vocabulary import api as vocabulary

from . import policies, presenters
from .actions import bundles as acts
from .forms import BundleForm, BundleInMemory, PutInForceForm
from .queries.bundle import FIELD, LARGEST, rows_here, rows_of
from .queries.looking import find, imports, look
from .states import ImportState

_LISTED = 50


@needs(P.DIRECTORY_EDIT)
@takes(BundleInMemory)
def configuration(request: HttpRequest) -> HttpResponse:
    """What is configured here, the bundles that were brought, and a bundle to look at."""
    policies.keep_configuration.require(me(request))
    form = BundleForm(request.POST, request.FILES) if request.method == "POST" else BundleForm()
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.look_at_bundle(content=form.cleaned_data["bundle"].read(LARGEST + 1), by=me(request))
        except acts.FaultyBundle as error:
            found = presenters.preview(error.preview)
            form.add_error(FIELD, str(error.message))
        except InvalidInput as error:
            form.add_error(FIELD, [sentence for sentences in error.fields.values() for sentence in sentences])
        else:
            return HttpResponseRedirect(reverse("configuration_bundle", args=[made.pk]))
    context = {
        "form": form,
        "found": found,
        "kinds": presenters.kinds(rows_here()),
        "country": vocabulary.jurisdiction(),
        "rows": [presenters.row(one) for one in imports()[:_LISTED]],
    }
    return render(request, "configuration/configuration.html", context, status=answer_status(form))


@needs(P.DIRECTORY_EDIT)
@require_http_methods(["GET", "HEAD"])
def configuration_export(request: HttpRequest) -> HttpResponse:
    """The configuration as one file."""
    made = acts.export_bundle(by=me(request))
    name = f"configuration-{vocabulary.jurisdiction().code}-{today().isoformat()}.zip"
    return HttpResponse(
        made, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@needs(P.DIRECTORY_EDIT)
@require_http_methods(["GET", "HEAD"])
def configuration_bundle(request: HttpRequest, bundle_id: uuid.UUID) -> HttpResponse:
    """One bundle: while it waits, every difference to what is here now."""
    one = find(bundle_id)
    audit.record(by=me(request), action="configuration_read", subject=f"configuration.bundle:{one.pk}")
    waits = one.state == ImportState.WAITING
    context = {
        "bundle": presenters.row(one),
        "may": presenters.may(me(request), one),
        "found": presenters.preview(look(rows_of(one.members))) if waits else None,
        "version": one.version,
    }
    return render(request, "configuration/bundle.html", context)


@needs(P.DIRECTORY_EDIT)
def configuration_put_in_force(request: HttpRequest, bundle_id: uuid.UUID) -> HttpResponse:
    """Put it in force: by another administrator, or with a reason."""
    one = find(bundle_id)
    policies.put_in_force.require(me(request), one)
    return saving_form(
        request,
        form=PutInForceForm(request.POST or None, initial={"base_version": one.version}),
        act=lambda data: acts.put_bundle_in_force(one=one, by=me(request), **data),
        template="configuration/put_in_force.html",
        saved=_("In force. What was only here was left alone."),
        title=_("Put this configuration in force"),
        back=reverse("configuration_bundle", args=[one.pk]),
        context={"bundle": presenters.row(one), "may": presenters.may(me(request), one)},
    )


@needs(P.DIRECTORY_EDIT)
@require_POST
def configuration_set_aside(request: HttpRequest, bundle_id: uuid.UUID) -> HttpResponse:
    """Set it aside."""
    one = find(bundle_id)
    return act_and_return(
        request,
        act=lambda: acts.set_bundle_aside(one=one, by=me(request), base_version=one.version),
        saved=_("Set aside. Nothing was changed."),
        back=reverse("configuration_bundle", args=[one.pk]),
    )
