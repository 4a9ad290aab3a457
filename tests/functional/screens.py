"""What a person does on a screen: go, answer, press, read. Fields are named as the forms name them; buttons as people read them."""

import functools
import re

UNFOLD = """
(field) => { for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true; }
"""
"""Opens what a field is folded into, and nothing else."""


def wait_for_what_it_brings(click):
    """A click that opens a page is over when that page is there; the library waits for its first byte, and on a slow machine the rest
    comes later: what is read in between is an empty page."""

    @functools.wraps(click)
    def until_loaded(self, **how):
        click(self, **how)
        self.page.wait_for_load_state()

    return until_loaded


class Screen:
    """A page of one person on one site."""

    def __init__(self, page, base):
        self.page, self.base = page, base

    def go(self, path, status=200):
        """Open an address of the site; the answer must have this status."""
        answer = self.page.goto(self.base + path)
        assert answer.status == status, f"{path}: {answer.status}\n{self.words()[:600]}"
        return self

    def fill(self, **answers):
        """Answer fields: text and select by value, radios by code, checkboxes by code, list of codes or True."""
        for name, value in answers.items():
            fields = self.page.locator(f'[name="{name.replace("__", "-")}"]:not([type=hidden], button)')
            assert fields.count(), f"{self.page.url} has no field {name}\n{self.words()[:600]}"
            self._answer(fields, value)
        return self

    def press(self, label):
        """Press a button or follow a link that looks like one."""
        found = self.page.locator("main").get_by_role("button", name=label, exact=True)
        found = found if found.count() else self.page.get_by_role("link", name=label, exact=True)
        found.first.click()
        return self

    def save(self, label="Save"):
        """Press and be told of no mistake."""
        self.press(label)
        summary = self.page.locator(".error-summary")
        assert not summary.count(), f"{self.page.url}: {summary.first.inner_text()}"
        return self

    def press_submit(self):
        """Press the first button of the form that was filled, whatever it is called."""
        self.page.locator("main form[method=post] button").last.click()
        summary = self.page.locator(".error-summary")
        assert not summary.count(), f"{self.page.url}: {summary.first.inner_text()}"
        return self

    def sees(self, *words):
        """Every one of the words stands on the page."""
        shown = self.words()
        for word in words:
            assert word in shown, f"{word!r} is not on {self.page.url}:\n{shown[:1500]}"
        return self

    def misses(self, *words):
        """None of the words stands on the page."""
        shown = self.page.content()
        for word in words:
            assert word not in shown, f"{word!r} is on {self.page.url}"
        return self

    def words(self):
        """The page's text with single spaces."""
        return re.sub(r"\s+", " ", self.page.locator("body").inner_text())

    def _answer(self, fields, value):
        first = fields.first
        first.evaluate(UNFOLD)
        kind = first.evaluate("(field) => field.tagName === 'SELECT' ? 'select' : field.type")
        if kind in ("radio", "checkbox") and value is not True:
            for code in value if isinstance(value, list) else [value]:
                chosen = self.page.locator(f'[name="{first.get_attribute("name")}"][value="{code}"]')
                self._tick(chosen)
        elif kind == "checkbox":
            self._tick(first)
        elif kind == "select":
            first.select_option(str(value))
        else:
            first.fill(str(value))

    def _tick(self, field):
        """As people do: press the words beside it; in a table the mark itself."""
        words = self.page.locator(f'label[for="{field.get_attribute("id")}"]')
        if not field.is_checked() and words.count():
            words.first.click()
        elif not field.is_checked():
            field.check(force=True)
        assert field.is_checked()
