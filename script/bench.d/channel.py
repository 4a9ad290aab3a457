# ruff: noqa: E402
"""The reporting channel on loopback: a flood of mailbox tries beside reports being sent; a miss beside a hit.

    CHANNEL_TRIES    concurrent tries of the flood (default 200)
    CHANNEL_REPORTS  reports sent during it (default 20)
    CHANNEL_ROUNDS   rounds of hit and miss (default 30)

Each try comes from another neighbourhood (127.x.y.1), so that the soft limits do not stop the flood early.
"""

from __future__ import annotations

import http.client
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tutela.config.test_settings"
TRIES = int(os.environ.get("CHANNEL_TRIES", "200"))
REPORTS = int(os.environ.get("CHANNEL_REPORTS", "20"))
ROUNDS = int(os.environ.get("CHANNEL_ROUNDS", "30"))
PORT = int(os.environ.get("CHANNEL_PORT", "8155"))

import django
from django.conf import settings

django.setup()

from django.db import connection

from tutela.config.commands import serve
from tutela.config.testing import cluster
from tutela.kernel.vault import receipt

BUILD = """
from tutela.config.operations import django_role
django_role.start("staff")
from tutela.config.commands.demo import _build
_build(1)
"""


def post(path: str, fields: dict[str, str], source: str = "127.0.0.1") -> tuple[int, str, float]:
    """Status, body and seconds of one request from one address."""
    started = time.perf_counter()
    link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120, source_address=(source, 0))
    link.request("POST", path, urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
    answer = link.getresponse()
    body = answer.read().decode()
    link.close()
    return answer.status, body, time.perf_counter() - started


def token_of(body: str) -> str:
    return re.search(r'name="token" value="([^"]+)"', body)[1]  # type: ignore[index]


def send(number: int) -> tuple[str, float]:
    """One report by the page with all questions; the code and the seconds of sending."""
    token = token_of(post("/tell", {"do": "whole"})[1])
    time.sleep(3.1)
    source = f"127.{100 + number % 100}.{number // 100}.1"
    status, body, seconds = post("/tell", {"worry": f"report {number}", "token": token, "lang": "en"}, source)
    shown = re.search(r'receipt-code"><bdi dir="ltr">(.*?)</bdi>', body, re.S)
    if status != 200 or shown is None:
        raise SystemExit(f"a report was not received: {status}")
    return re.sub(r"\D", "", shown[1]), seconds


def main() -> None:
    location, var = settings.LOCATION, Path(os.environ["TUTELA_VAR"])
    name = cluster.clone(var, location)
    environment = {key: value for key, value in os.environ.items() if key not in ("DJANGO_SETTINGS_MODULE", "TUTELA_ROLE")}
    environment |= {"TUTELA_DATABASE_NAME": name, "TUTELA_DEMO": "1", "TUTELA_SECRET_KEY": "only for the bench"}
    environment |= {"TUTELA_LOG_LEVEL": "ERROR"}
    subprocess.run([sys.executable, "-c", BUILD], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    options = serve.Options(staff_port=PORT + 1, public_port=PORT, workers=1)
    site = next(process for process in serve.processes(options) if process.name == "public")
    running = subprocess.Popen(site.command, env=environment | dict(site.environment), cwd=ROOT)
    try:
        wait()
        measure()
    finally:
        running.terminate()
        running.wait(30)
        connection.close()
        cluster.drop(location, name)


def wait() -> None:
    for _try in range(300):
        try:
            post("/tell", {"do": "whole"})
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise SystemExit("the public site does not answer")


def measure() -> None:
    send(0)  # the first one warms the site
    code, alone = send(1)
    hits, misses = [], []
    for number in range(ROUNDS):
        source = f"127.{1 + number}.250.1"
        hits.append(post("/code", {"code": code, "do": "open"}, source)[2])
        misses.append(post("/code", {"code": receipt.create(), "do": "open"}, f"127.{1 + number}.251.1")[2])
    ratio = statistics.median(misses) / statistics.median(hits)
    print(
        f"a miss takes {ratio:.2f} times a hit (medians of {ROUNDS}); quartiles {quartiles(hits)} and {quartiles(misses)} s"
    )

    flood_answers: list[tuple[int, str]] = []
    threads = [
        threading.Thread(
            target=lambda n: flood_answers.append(
                post("/code", {"code": receipt.create(), "do": "open"}, f"127.{1 + n % 250}.{1 + n // 250}.1")[:2]
            ),
            args=(number,),
        )
        for number in range(TRIES)
    ]
    tokens = [token_of(post("/tell", {"do": "whole"})[1]) for _number in range(REPORTS)]
    time.sleep(3.1)
    for thread in threads:
        thread.start()
    seconds = []
    for number, token in enumerate(tokens, start=1):
        source = f"127.{100 + number % 100}.200.1"
        status, _body, took = post("/tell", {"worry": f"report {number}", "token": token, "lang": "en"}, source)
        if status != 200:
            raise SystemExit(f"a report was not received during the flood: {status}")
        seconds.append(took)
    for thread in threads:
        thread.join()
    worst = sorted(seconds)[max(0, int(len(seconds) * 0.95) - 1)]
    served = sum("We do not find this code" in body for _status, body in flood_answers)
    waiting = sum(status == 503 for status, _body in flood_answers)
    asked = TRIES - served - waiting
    print(f"{TRIES} tries at once: {served} looked up, {waiting} told to wait a moment, {asked} asked for a number")
    print(f"a report beside them: p95 {worst:.2f} s, {worst / alone:.1f} times one alone ({alone:.2f} s)")
    if worst >= 1:
        raise SystemExit("a report took a second or more beside the flood")


def quartiles(values: list[float]) -> str:
    return "/".join(f"{value:.2f}" for value in statistics.quantiles(values, n=4))


if __name__ == "__main__":
    main()
