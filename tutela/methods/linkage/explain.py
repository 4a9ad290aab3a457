"""Why two records are taken for one person, or not: the evidence of one pair, step by step, as a waterfall.

A pair begins with the weight that any two records have, log2 of the prior odds; every comparison adds its bits (log2 of
m / u, with the correction for common and rare values) or takes them away; the sum gives the probability 2^w / (1 + 2^w).
Source: Fellegi & Sunter 1969; the waterfall is Splink's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from tutela.methods.linkage.link import Linkage

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Step:
    """One comparison: what was compared, what was found in words, its bits, and the weight after it."""

    name: str
    says: str
    bits: float
    after: float


@dataclass(frozen=True)
class Waterfall:
    """The steps of one pair in the order of the model; the first is the prior. It holds no value of a record."""

    rows: tuple[int, int]
    steps: tuple[Step, ...]
    probability: float

    @property
    def weight(self) -> float:
        """The weight of the whole, in bits."""
        return self.steps[-1].after

    def __str__(self) -> str:
        lines = [f"{step.bits:+8.2f}  {step.after:+8.2f}  {step.name}: {step.says}" for step in self.steps]
        head = "    bits     after  evidence"
        return "\n".join([head, *lines, f"Probability that the two records are one person: {self.probability:.4f}"])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th scope='row'>{escape(step.name)}</th><td>{escape(step.says)}</td>"
            f"<td>{step.bits:+.2f}</td><td>{step.after:+.2f}</td></tr>"
            for step in self.steps
        )
        head = "<tr><th>Evidence</th><th>Found</th><th>Bits</th><th>After</th></tr>"
        return (
            f"<table><caption>Probability {self.probability:.4f}</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"
        )

    def figure(self) -> Figure:
        """The waterfall drawn: each bar begins where the one before ended."""
        from matplotlib.figure import Figure

        drawn = Figure(figsize=(8, 0.5 * len(self.steps) + 1.5), layout="constrained")
        axes = drawn.subplots()
        begins = [step.after - step.bits for step in self.steps]
        colours = ["#999999" if not at else "#0072B2" if step.bits >= 0 else "#D55E00" for at, step in enumerate(self.steps)]
        places = range(len(self.steps))
        axes.barh(places, [step.bits for step in self.steps], left=begins, color=colours)
        axes.set_yticks(places, [f"{step.name}: {step.says}" for step in self.steps])
        axes.invert_yaxis()
        axes.axvline(0, color="black", linewidth=0.8)
        axes.set_xlabel(f"Weight in bits; {self.weight:+.1f} is a probability of {self.probability:.4f}")
        return drawn


def waterfall(found: Linkage, pair: int, *, review: bool = False) -> Waterfall:
    """The evidence of row ``pair`` of ``found.links``, or with ``review`` of ``found.review``.

    Raises IndexError when there is no such row.
    """
    table = found.review if review else found.links
    if not 0 <= pair < len(table):
        raise IndexError(f"There is no pair {pair}; there are {len(table)}.")
    row: dict[str, Any] = table.slice(pair, 1).to_pylist()[0]
    prior = float(found.model["probability_two_random_records_match"])
    weight = math.log2(prior / (1 - prior))
    steps = [Step("prior", "any two records", weight, weight)]
    for comparison in found.model["comparisons"]:
        name = comparison["output_column_name"]
        bits = float(row[f"{name}_bits"])
        weight += bits
        steps.append(Step(name, str(row[f"{name}_says"]), bits, weight))
    return Waterfall((row["left_row"], row["right_row"]), tuple(steps), float(row["probability"]))
