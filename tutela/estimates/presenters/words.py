"""Methods, warnings and refusals in the reader's language. The method library speaks codes and plain English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.methods.prevalence.measured import COVERAGE, RUNS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

METHODS: dict[str, _StrPromise] = {
    "stepwise": gettext_lazy("Stepwise model, whole choice repeated in a bootstrap"),
    "bic": gettext_lazy("All hierarchical models, bootstrap over the best"),
    "graphs": gettext_lazy("Average over decomposable graphs"),
    "latent": gettext_lazy("Latent classes"),
    "threshold": gettext_lazy("Bayesian threshold on pairs"),
    "closed": gettext_lazy("Closed models"),
}
FLAGS: dict[str, _StrPromise] = {
    "beyond_the_data": gettext_lazy("More than ten times those observed: almost all of it is the model, not the data."),
    "bimodal": gettext_lazy(
        "Two peaks: the data do not choose between them, and a number in between is believed by neither."
    ),
    "chains_disagree": gettext_lazy("The chains of the sampler do not agree: the answer is explored only in part."),
    "coinciding_limits": gettext_lazy("Limits at different levels coincide: the true limit may lie further out."),
    "few_overlaps": gettext_lazy("Very few children are on two lists or more: too few to lean on."),
    "limits_moving": gettext_lazy("The limits still move as more models compete: they have not settled."),
    "linkage_not_carried": gettext_lazy("Errors of the links are not in this interval."),
    "lower_bound": gettext_lazy("A lower bound, not an estimate of the whole."),
    "methods_disagree": gettext_lazy("The methods disagree: what they assume decides, not the data."),
    "minus_infinity": gettext_lazy("Some pairs of lists share nobody; what they would say is put at minus infinity."),
    "model_taken_as_known": gettext_lazy("The interval takes the model as known and is too short."),
    "no_pooling": gettext_lazy("Too few groups have an estimate for them to lean on each other."),
    "no_upper_limit": gettext_lazy("There is no upper limit: some replicates have no finite estimate."),
    "nothing_to_say": gettext_lazy("No method gives an estimate."),
    "order_of_lists": gettext_lazy("This model reads the order of the lists as time; without one it says nothing."),
    "prior_decides": gettext_lazy("For some pairs of lists the prior alone decides."),
    "prior_edge": gettext_lazy("The answer reaches the largest number the prior allows, and depends on it."),
    "recall_unknown": gettext_lazy(
        "Nobody measured how many true links were found. Each missed link invents a child and raises every estimate."
    ),
    "replicates_without_estimate": gettext_lazy("In some replicates not even the simplest model has an estimate."),
    "strata_do_not_add_up": gettext_lazy("The groups do not add up to all together: they differ in how they are seen."),
    "strata_refused": gettext_lazy("Some groups get no figure: too few children are on two lists."),
    "too_few_lists": gettext_lazy("Refused: fewer than three lists."),
    "no_overlap": gettext_lazy("Refused: nobody is on two lists, so nothing tells how many are on none."),
    "too_many_lists": gettext_lazy("Refused: this method takes three to six lists."),
    "no_estimate": gettext_lazy("Refused: the estimate does not exist on these data."),
    "not_identifiable": gettext_lazy("Refused: the model is not identifiable on these lists."),
}
_MEASURED: tuple[_StrPromise, ...] = (
    gettext_lazy("model taken as known"),
    gettext_lazy("stepwise, choice repeated"),
    gettext_lazy("all hierarchical models"),
    gettext_lazy("decomposable graphs"),
)
CAUTION = gettext_lazy(
    "These methods assume that every child could be on any list and that the links are right. Each assumes something else "
    "about what the data cannot show, and so they differ. Read the whole panel; none of its numbers stands alone."
)
NOT_KNOWN = gettext_lazy(
    "An estimate of children nobody reported. It is not a count, it is not of the same kind as the counts of known "
    "children, and it is never averaged with other estimates."
)


def method(code: str) -> str:
    """A method's name; a closed model keeps its letters."""
    family, _colon, model = code.partition(":")
    return f"{METHODS.get(family, family)} ({model})" if model else str(METHODS.get(family, family))


def flag(code: str, text: str = "") -> str:
    """A warning in the reader's language; what the library says where there is no translation."""
    return str(FLAGS.get(code, text or code))


def coverage() -> str:
    """How often our own intervals held the truth."""
    shares = zip(_MEASURED, COVERAGE.values(), strict=True)
    said = "; ".join(f"{name} {number_format(100 * share, 1)} %" for name, share in shares)
    return _("On %(runs)s simulated populations the nominal 95 %% intervals held the truth less often: %(shares)s.") % {
        "runs": RUNS,
        "shares": said,
    }


def count(value: float | None, *, few: str = "") -> str:
    """A number of children in the reader's digits; ``few`` where it is hidden."""
    return few if value is None else number_format(round(value), force_grouping=True)


def span(low: float | None, high: float | None) -> str:
    """An interval in words."""
    if low is None and high is None:
        return ""
    if high is None:
        return _("%(low)s and more, no upper limit") % {"low": count(low)}
    return _("%(low)s to %(high)s") % {"low": count(low), "high": count(high)}
