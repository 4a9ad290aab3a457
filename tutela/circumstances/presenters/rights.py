"""The rights of a child in words, and what has changed for the child."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.care.api import Review
from tutela.cases.api.words import label
from tutela.vocabulary import api as vocabulary

from ..models import Restitution
from ..models.restitution import BEYOND, PARTLY, RESTORED, UNDER_WAY

_TONES = {RESTORED: "success", PARTLY: "info", UNDER_WAY: "info", BEYOND: "danger"}


def right_rows(rows: list[Restitution]) -> list[dict[str, Any]]:
    """One line for each right, with the article it comes from."""
    articles = vocabulary.code_list("rights").codes
    return [
        {
            "row": row,
            "title": label("rights", row.right),
            "article": articles[row.right].article,
            "state": (label("restitution_states", row.state), _TONES.get(row.state, "warning")),
            "action": row.plan_action.goal if row.plan_action else row.action,
            "more": row.action if row.plan_action else "",
            "child_sees": label("restitution_views", row.child_sees),
            "child_words": row.child_words,
            "url": reverse("right_follow", args=[row.file_id, row.pk]),
        }
        for row in rows
    ]


def changes(reviews: list[Review]) -> dict[str, Any]:
    """What each review found, area by area of the child's life (R64): ``days`` over the columns, a row for each area. An area that
    a review left out is not a change."""
    said = dict(vocabulary.choices("outcome_changes"))
    rows = [
        {"area": name, "found": [said.get(review.outcomes.get(area, ""), _("Not looked at")) for review in reviews]}
        for area, name in vocabulary.choices("outcome_areas", with_unknown=False)
    ]
    return {"days": [review.held_on for review in reviews], "rows": rows} if reviews else {}
