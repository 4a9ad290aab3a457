"""What the screens share: who asks, and a section that is filled in a page at a time, whichever table it lies in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from tutela.cases.api import CaseFile, get_file
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion
from tutela.kernel.http import me
from tutela.ui.forms import add_problems, answer_status

from ..forms.answers import SectionForm
from ..models import Group, Part
from ..models.answers import asks, shown
from ..models.rows import Revision
from ..presenters.parts import differences

Save = Callable[..., Revision]


def file_of(request: HttpRequest, file_id: uuid.UUID) -> CaseFile:
    """The file of the address, for the person of the request.

    Raises:
        NotHere: missing, or not for this person.
    """
    return get_file(me(request), file_id)


def group_of(part: Part, code: str) -> Group:
    """The section of the address.

    Raises:
        NotHere: the part has none of this code.
    """
    found = part.group(code)
    if found is None:
        raise NotHere
    return found


def fill_section(
    request: HttpRequest,
    *,
    part: Part,
    group: Group,
    newest: Revision | None,
    save: Save,
    here: str,
    context: Mapping[str, Any],
) -> HttpResponse:
    """One section on a page of its own. Saved, it goes on: to itself while answers call for further questions or another entry is
    asked for, then to the next section, then to the reading page. What two people changed comes back with both texts."""
    answers = newest.answers if newest else {}
    version = newest.number if newest else 0
    form = SectionForm(request.POST or None, part=part, group=group, answers=answers, version=version)
    newer: StaleVersion | None = None
    if request.method == "POST" and form.is_valid():
        base = form.cleaned_data["base_version"]
        try:
            saved = save(base=base, values=form.values(), groups=frozenset({group.code}))
        except (InvalidInput, Refused) as error:
            add_problems(form, error)
        except StaleVersion as error:
            newer = error
            form.add_error(None, str(error))
            form.data = _on_top_of(request, error.version)
        else:
            _tell(request, saved, base)
            return HttpResponseRedirect(_next(part, group, form, saved, here, again="again" in request.POST))
    shown_rows = differences(part, newer.current, newer.submitted) if newer else []
    page = {
        "form": form,
        "notes": form.notes(),
        "part": part,
        "group": group,
        "repeats": group.repeats,
        "newer": shown_rows,
        "title": group.label,
        "back": here,
        "place": [one.code for one in part.groups].index(group.code) + 1,
        "places": len(part.groups),
        **context,
    }
    return render(request, "circumstances/section.html", page, status=newer.status if newer else answer_status(form))


def _on_top_of(request: HttpRequest, version: int) -> Any:
    """What was typed, to be saved over the version that is now shown beside it."""
    typed = request.POST.copy()
    typed["base_version"] = str(version)
    return typed


def _tell(request: HttpRequest, saved: Revision, base: int) -> None:
    if saved.number > base + 1:
        messages.success(request, _("Saved. Somebody saved other answers meanwhile; both are kept."))
    else:
        messages.success(request, _("Saved."))


def _next(part: Part, group: Group, form: SectionForm, saved: Revision, here: str, *, again: bool) -> str:
    answers = saved.answers
    new = not group.repeats and any(
        asks(part, answers, group, one) and one.code not in form.shown for one in group.questions
    )
    if new or (again and group.repeats):
        return f"{here}/{group.code}"
    order = [one for one in part.groups if shown(part, answers, one)]
    later = order[order.index(group) + 1 :] if group in order else []
    return f"{here}/{later[0].code}" if later else here
