"""The hands of the browser tests: a page on a slow line is read when it is there, not when its first byte is."""

import http.server
import threading
import time

import pytest

from tests.functional.screens import Screen

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORM = b"<!doctype html><title>Form</title><body><main><form method=post action=/kept><button>Save</button></form></main>"
KEPT = b"<main><p>Saved.</p></main></body>"


class Slow(http.server.BaseHTTPRequestHandler):
    """A form; what is sent is answered in two pieces half a second apart."""

    def do_GET(self):
        self._answer(FORM)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(b"<!doctype html><title>Kept</title><body>" + b" " * 2048, KEPT)

    def _answer(self, first, then=b""):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(first + then)))
        self.end_headers()
        self.wfile.write(first)
        self.wfile.flush()
        if then:
            time.sleep(0.5)
            self.wfile.write(then)

    def log_message(self, *_):
        """Nothing is written."""


@pytest.fixture
def slow():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize("how", ["a raw click", "press"])
def test_what_a_click_brings_is_waited_for(page, slow, how):
    screen = Screen(page, slow).go("/")
    if how == "press":
        screen.press("Save")
    else:
        page.locator("button").click()
    assert "Saved." in page.content()
    screen.sees("Saved.")
