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
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

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
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
BUILD = """
from tutela.config.operations import django_role
django_role.start("staff")
from tutela.config.commands.demo import _build
_build({children})
"""


def pytest_collection_modifyitems(items):
    for item in items:
        if "sites" in item.fixturenames:
            for mark in (pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("sites")):
                item.add_marker(mark)


@dataclass
class Sites:
    """Where the two sites answer, and the database behind them."""

    staff: str
    public: str
    database: str
    location: embedded.Location
    environment: dict = field(repr=False)

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
        yield Sites(f"http://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}", name, location, environment)
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

    def enter(role, password=None):
        if role in pages:
            return pages[role]
        from tutela.demo.people import PASSWORD

        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
        context.add_cookies([{"name": "language", "value": "en", "url": sites.staff}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{sites.staff}/sign-in/login/")
        page.locator("[name=login]").fill(role)
        page.locator("[name=password]").fill(password or PASSWORD)
        page.locator("button[type=submit], button:not([type])").filter(has_text="Sign in").first.click()
        page.locator("[name=code]").fill(sites.run("demo", "code", role).stdout.strip())
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        pages[role] = page
        return page

    yield enter
    for page in pages.values():
        page.context.close()


NOT_YET_CLEAN = frozenset(
    "assessment decide-assessment plan decide-plan provider closing decide-closure file statistics audit".split()
)
"""Screens whose axe result nobody has seen clean yet: their faults are printed. Take a name out once it is clean."""


@pytest.fixture(scope="session")
def look(tmp_path_factory):
    """``look(page, name)``: pictures for the manual and what a picture cannot show."""
    manual = os.environ.get("TUTELA_WRITE_MANUAL") == "1"
    folder = ROOT / "docs" / "manual" / "images" if manual else tmp_path_factory.mktemp("pictures")
    folder = Path(os.environ.get("TUTELA_SCREENSHOTS") or folder)
    folder.mkdir(parents=True, exist_ok=True)

    def at(page, name):
        if os.environ.get("TUTELA_LOOK") == "no":  # quicker while a walk is being written
            return
        faults = []
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                faults.append(f"{name} is {wide} px wide on a screen of {width} px")
            found = Axe().run(page, options=WCAG).response["violations"]
            faults += [f"{name} {width}: {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
        if name in NOT_YET_CLEAN:
            print(*faults, sep="\n")
            return
        assert faults == []

    return at


def _clone_of_demo(var, location, environment):
    """A fresh copy of the demo country, which is built once a day for each state of the code."""
    source = f"{cluster.template(var, location)}_{_digest()}"
    with cluster._lock(var), location.connect(embedded.SUPERUSER, "postgres") as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [source]).fetchone()
    if not known:
        made = cluster.clone(var, location)
        subprocess.run(
            [sys.executable, "-c", BUILD.format(children=CHILDREN)],
            env=environment | {"TUTELA_DATABASE_NAME": made},
            cwd=ROOT,
            check=True,
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
    deadline = time.monotonic() + 60
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
