"""Keeping the search tokens in step with what a child is called. Part of other actions, which audit."""

from __future__ import annotations

from django.db import transaction

from tutela.kernel.actor import Actor

from ..models import Child, SearchToken
from ..names import tokens_of, words_of


@transaction.atomic
def index_names(*, child: Child, by: Actor) -> int:
    """Replace the child's tokens; returns how many there are."""
    words = words_of(child)
    SearchToken.objects.filter(child=child).delete()
    SearchToken.objects.bulk_create(SearchToken(child=child, kind=kind, token=token) for kind, token in tokens_of(words))
    return len(words)
