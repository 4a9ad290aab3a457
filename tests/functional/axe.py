"""axe-core on the page as it stands: the rules of WCAG 2.2 AA, only what is broken, the script put in once for each page."""

from axe_playwright_python.base import AXE_SCRIPT

_RUN = """
([contrast, more]) => axe.run({
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", ...more],
  rules: {"color-contrast": {enabled: contrast}},
  resultTypes: ["violations"],
  preload: false,
}).then((found) => found.violations.flatMap((fault) => fault.nodes.map((node) =>
  `${fault.id}: ${node.html.slice(0, 160)} (${node.any.concat(node.all, node.none).map((one) => one.message)[0]})`)))
"""


def faults(page, *, contrast=True, more=()):
    """What axe finds broken, a line for each element.

    ``contrast``: its slowest rule, colour contrast, too; colours are those of the theme in every language and at every width.
    ``more``: further sets of rules, such as ``best-practice``.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(_RUN, [contrast, list(more)])
