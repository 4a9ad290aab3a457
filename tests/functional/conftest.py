"""The real sites for browser tests: a clone of the migrated database with the demo country, both sites as processes, Chromium.

``sites``      the two addresses, commands (``sites.run("audit", "verify")``) and a superuser's connection
``browser``    the system's Chromium; absent: skipped in words
``sign_in``    ``sign_in("caseworker")`` types password and code through the real pages and gives a page of that person
``look``       ``look(page, "name")``: pictures at 320 and 1280 px, no accessibility fault, no sideways scroll
"""

import contextlib
import ctypes
import datetime as dt
import hashlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Locator, sync_playwright

from tests.functional.axe import faults
from tests.functional.screens import wait_for_what_it_brings
from tutela.config.commands import serve
from tutela.config.testing import cluster
from tutela.kernel.database import embedded, roles

ROOT = Path(__file__).resolve().parent.parent.parent
CHILDREN = 40
CHROMIUM = os.environ.get("TUTELA_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
BUILD = """
from tutela.config.operations import django_role
django_role.start("staff")
from tutela.config.commands.demo import _build
_build({children})
"""

Locator.click = wait_for_what_it_brings(Locator.click)


def pytest_collection_modifyitems(items):
    for item in items:
        if "sites" in item.fixturenames:
            for mark in (pytest.mark.browser, pytest.mark.slow):
                item.add_marker(mark)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """What the sites wrote stands beneath a failure: the kind of a defect and its place."""
    report = yield
    if report.failed and (sites := item.funcargs.get("sites")):
        report.sections.append(("Log of the sites", sites.log.read_text()[-3000:]))
    return report


@dataclass
class Sites:
    """Where the two sites answer, and the database behind them."""

    staff: str
    public: str
    database: str
    location: embedded.Location
    environment: dict = field(repr=False)
    log: Path

    def run(self, *arguments, check=True):
        """A ``tutela`` command on this database; its result."""
        command = [sys.executable, "-m", "tutela.config.cli", *arguments]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise RuntimeError(f"tutela {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def python(self, program):
        """A piece of Python with Django set up as the staff role."""
        start = "from tutela.config.operations import django_role; django_role.start('staff')\n"
        command = [sys.executable, "-c", start + program]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout

    def superuser(self):
        """A connection that row security does not bind; for the tamperer."""
        return self.location.connect(embedded.SUPERUSER, self.database)


@pytest.fixture(scope="session")
def sites(tmp_path_factory):
    """The demo country in a database of its own, served by the real processes until the end of the session."""
    from django.conf import settings

    location, var = settings.LOCATION, Path(os.environ["TUTELA_VAR"])
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "TUTELA_ROLE")
    }
    environment |= {
        "TUTELA_VAR": str(var),
        "TUTELA_DEMO": "1",
        "TUTELA_SECRET_KEY": "only for the browser tests",
        "TUTELA_ANCHOR_FILE": str(tmp_path_factory.mktemp("anchor") / "audit.anchor"),
    }
    name = _clone_of_demo(var, location, environment)
    environment["TUTELA_DATABASE_NAME"] = name
    ports = _free_port(), _free_port()
    options = serve.Options(staff_port=ports[0], public_port=ports[1], workers=1)
    served = [process for process in serve.processes(options) if process.name != "worker"]
    log = (tmp_path_factory.mktemp("sites") / "log").open("w+")
    running = [
        subprocess.Popen(
            process.command,
            env=environment | dict(process.environment),
            cwd=ROOT,
            stdout=log,
            stderr=log,
            preexec_fn=_end_with_us,
        )
        for process in served
    ]
    try:
        for port in ports:
            _wait(port, running, log)
        yield Sites(*(f"http://127.0.0.1:{port}" for port in ports), name, location, environment, Path(log.name))
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)
        log.close()
        cluster.drop(location, name)


@pytest.fixture(scope="module")
def browser():
    """Chromium for one module: Playwright's loop would disturb Django's database calls in other tests."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"There is no Chromium at {CHROMIUM}: install it, or set TUTELA_CHROMIUM to its path.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def page(browser):
    """A page of somebody without an account."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def sign_in(browser, sites):
    """``sign_in(role)``: a page of the demo account of this role, signed in once and kept."""
    pages = {}

    def enter(role):
        if role in pages:
            return pages[role]
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
        context.add_cookies([{"name": "language", "value": "en", "url": sites.staff}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        come_in(page, sites, role)
        pages[role] = page
        return page

    yield enter
    for page in pages.values():
        page.context.close()


def come_in(page, sites, role):
    """Through the real pages: name, password, code. A code is taken once; after another visit within its time the next one is."""
    from tutela.demo.people import PASSWORD

    page.goto(f"{sites.staff}/sign-in/login/")
    page.locator("[name=login]").fill(role)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("button[type=submit], button:not([type])").filter(has_text="Sign in").first.click()
    for _try in range(2):
        page.locator("[name=code]").fill(totp(role))
        page.get_by_role("button", name="Go on").click()
        if "/sign-in/" not in page.url:
            return
        time.sleep(30 - time.time() % 30)
    raise AssertionError(f"{role} cannot sign in: {page.locator('main').inner_text()}")


def totp(username):
    """The second factor of a demo account at this moment, as ``tutela demo code`` prints it."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    from tutela.demo.people import totp_secret

    return format_hotp_value(hotp_value(totp_secret(username), next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture(scope="session")
def look():
    """``look(page, name)``: what a picture cannot show, and with TUTELA_SCREENSHOTS or TUTELA_WRITE_MANUAL the pictures.

    Every page has axe run over it at 1280 px by ``test_every_page``; here a page stands in the middle of somebody's story. Not
    ``deep``: without axe, where the page shows no more than there.
    """
    manual = ROOT / "docs" / "manual"
    writes, folder = os.environ.get("TUTELA_WRITE_MANUAL") == "1", os.environ.get("TUTELA_SCREENSHOTS")
    named = set(re.findall(r"images/([\w-]+)\.png", "".join(page.read_text() for page in manual.glob("*.md"))))

    def keep(page, picture, width):
        places = [manual / "images"] if writes and picture in named else [Path(folder)] if folder else []
        for place in places:
            place.mkdir(parents=True, exist_ok=True)
            path = place / f"{picture}.png"
            page.screenshot(path=path, full_page=True, clip=_top(page, width))
            if writes:
                _small(path)

    def at(page, name, *, deep=True):
        if os.environ.get("TUTELA_LOOK") == "no":  # quicker while a walk is being written
            return
        wrong = []
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            keep(page, f"{name}-{width}", width)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                wrong.append(f"{name} is {wide} px wide on a screen of {width} px")
        wrong += [f"{name}: {fault}" for fault in faults(page)] if deep else []
        page.set_viewport_size({"width": 1280, "height": 900})
        assert wrong == []

    return at


def _top(page, width):
    """What a reader of the manual needs to see of a long page."""
    high = page.evaluate("document.documentElement.scrollHeight")
    return {"x": 0, "y": 0, "width": width, "height": min(high, 1400)}


def _small(path):
    """A picture of the manual in few colours: a third of the bytes, and nothing of it is seen."""
    from PIL import Image

    with Image.open(path) as taken:
        picture = taken.convert("RGB")
    most = sorted(picture.getcolors(picture.width * picture.height), reverse=True)[:64]
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for _count, colour in most for value in colour])
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)


def _clone_of_demo(var, location, environment):
    """A fresh copy of the demo country, which is built once a day for each state of the code."""
    source = f"{cluster.template(var, location)}_{_digest()}"
    with cluster._lock(var), location.connect(embedded.SUPERUSER, "postgres") as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [source]).fetchone()
    if not known:
        made = cluster.clone(var, location)
        for command in (
            ["-c", BUILD.format(children=CHILDREN)],
            ["-m", "tutela.config.cli", "worker", "--once", "--queue", "demo"],
        ):
            subprocess.run(
                [sys.executable, *command], env=environment | {"TUTELA_DATABASE_NAME": made}, cwd=ROOT, check=True
            )
        with location.connect(embedded.SUPERUSER, "postgres") as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {source}")
            connection.execute(f"ALTER DATABASE {made} RENAME TO {source}")
    name = f"tutela_test_{os.getpid()}_sites"
    with cluster._lock(var), location.connect(embedded.SUPERUSER, "postgres") as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {source} OWNER {roles.OWNER}")
    return name


def _end_with_us():
    """A killed test run leaves no site behind (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _digest():
    files = sorted([*(ROOT / "tutela" / "demo").glob("*.py"), *(ROOT / "tutela" / "intake" / "actions").glob("*.py")])
    content = b"".join(path.read_bytes() for path in files)
    return "demo" + hashlib.sha256(content + dt.datetime.now(dt.UTC).date().isoformat().encode()).hexdigest()[:10]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(port, running, log):
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in running):
            break
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.suppress(OSError), contextlib.closing(connection):
            connection.request("GET", "/")
            if connection.getresponse().status < 500:
                return
        time.sleep(0.2)
    log.seek(0)
    raise RuntimeError(f"the site on port {port} does not answer:\n{log.read()}")
