"""Where the methods come from, and who says they should not be trusted.  Printed with every panel."""

from __future__ import annotations

__all__ = ["CAUTION", "CRITICS", "METHODS", "citations"]

METHODS = {
    "stepwise": "Chan, L., Silverman, B. W. & Vincent, K. (2021). Multiple systems estimation for sparse "
    "capture data: inferential challenges when there are nonoverlapping lists. JASA 116, 1297–1306.",
    "bic": "Silverman, B. W., Chan, L. & Vincent, K. (2024). Bootstrapping multiple systems estimates to "
    "account for model selection. Statistics and Computing 34, 44.",
    "graphs": "Madigan, D. & York, J. C. (1997). Bayesian methods for estimation of the size of a closed "
    "population. Biometrika 84, 19–31.",
    "latent": "Manrique-Vallier, D. (2016). Bayesian population size estimation using Dirichlet process "
    "mixtures. Biometrics 72, 1246–1254.",
    "threshold": "Silverman, B. W. (2020). Multiple-systems analysis for the quantification of modern "
    "slavery: classical and Bayesian approaches. JRSS-A 183, 691–736.",
    "closed": "Otis, D. L. et al. (1978). Statistical inference from capture data on closed animal "
    "populations. Wildlife Monographs 62; Baillargeon, S. & Rivest, L.-P. (2007). Rcapture: loglinear "
    "models for capture–recapture in R. J. Stat. Software 19(5).",
    "existence": "Fienberg, S. E. & Rinaldo, A. (2012). Maximum likelihood estimation in log-linear models. "
    "Annals of Statistics 40, 996–1023.",
}
"""Method code to its source."""

CRITICS = (
    (
        "Whitehead, J., Jackson, J., Balch, A. & Francis, B. (2021). On the unreliability of multiple systems "
        "estimation for estimating the number of potential victims of modern slavery in the UK. Journal of "
        "Human Trafficking 7, 1–13. They find that adding only significant interactions overstates "
        "reliability, and conclude that the method is not suitable for potential victims of modern slavery."
    ),
    (
        "Binette, O. & Steorts, R. C. (2022). On the reliability of multiple systems estimation for the "
        "quantification of modern slavery. arXiv:2112.01594; JRSS-A. On subsets whose size is known, 95 % "
        "intervals covered the truth in 90 % (stepwise), 80 % (graphs) and 60 % (latent classes) of cases."
    ),
)
"""Those who have tested the methods and found them wanting."""

CAUTION = (
    "These methods assume that each person could be on any list and that the links between lists are right. "
    "They answer differently because each assumes something else about dependence that the data "
    "cannot show. Read the whole panel; none of its numbers stands alone."
)


def citations(methods: tuple[str, ...]) -> tuple[str, ...]:
    """The sources of these methods, the existence check, then the critics."""
    wanted = dict.fromkeys(method.split(":")[0] for method in methods)
    return tuple(METHODS[m] for m in [*wanted, "existence"] if m in METHODS) + CRITICS
