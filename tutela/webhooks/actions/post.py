"""One message to one address. The name is looked up once, every number it has is judged, and the connection goes to a number that
was judged: a name that answers differently a moment later changes nothing. No redirect is followed, no answer's body is read, no
proxy of the environment is used, and the whole takes fifteen seconds
at most, but for a name server that is silent longer.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from ..enums import Problem
from ..policies import addresses

WHOLE = 15.0
"""Seconds for a try from the first look-up to the status of the answer."""
STEP = 5.0
"""Seconds for connecting, and between two pieces of the answer's head."""


@dataclass(frozen=True)
class Answer:
    """How a try ended: the status, when there was one, and what was wrong. ``left``: whether the message may have reached anybody."""

    status: int | None = None
    problem: Problem | None = None
    left: bool = False


class _NotThere(Exception):
    """The name leads nowhere, or where nothing is sent."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def post(address: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Send, and say how it ended; never raises for what a receiver or a network does."""
    place = addresses.place_of(address)
    if place is None:
        return Answer(problem=Problem.ADDRESS)
    return asyncio.run(_within(place, headers, body))


async def _within(place: addresses.Place, headers: Mapping[str, str], body: bytes) -> Answer:
    try:
        async with asyncio.timeout(WHOLE):
            return _judged(await _send(place, await _number_of(place), headers, body))
    except _NotThere as error:
        return Answer(problem=error.problem)
    except httpx.ConnectTimeout:
        return Answer(problem=Problem.TIMEOUT)
    except (httpx.TimeoutException, TimeoutError):
        return Answer(problem=Problem.TIMEOUT, left=True)
    except httpx.ConnectError as error:
        return Answer(problem=Problem.CERTIFICATE if _is_about_certificate(error) else Problem.NO_CONNECTION)
    except httpx.HTTPError:
        return Answer(problem=Problem.BROKEN, left=True)


async def _number_of(place: addresses.Place) -> str:
    """The first number of the name, when messages may go to every one of them."""
    try:
        rows = await asyncio.get_running_loop().getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _NotThere(Problem.NO_NAME) from error
    numbers = [str(row[4][0]) for row in rows]
    if not numbers or not all(addresses.may_connect(number) for number in numbers):
        raise _NotThere(Problem.ADDRESS)
    return numbers[0]


async def _send(place: addresses.Place, number: str, headers: Mapping[str, str], body: bytes) -> int:
    url = httpx.URL(scheme=place.scheme, host=number, port=place.port, path=place.path)
    options = {"verify": ssl.create_default_context(), "trust_env": False, "follow_redirects": False, "timeout": STEP}
    async with httpx.AsyncClient(**options) as client:  # type: ignore[arg-type]
        request = client.build_request(
            "POST",
            url,
            headers={**headers, "Host": place.origin},
            content=body,
            extensions={"sni_hostname": place.host},
        )
        answer = await client.send(request, stream=True)
        await answer.aclose()
        return answer.status_code


def _judged(status: int) -> Answer:
    if 200 <= status < 300:
        return Answer(status, left=True)
    if status == httpx.codes.GONE:
        return Answer(status, Problem.GONE, left=True)
    redirects = 300 <= status < 400
    return Answer(status, Problem.REDIRECT if redirects else Problem.STATUS, left=True)


def _is_about_certificate(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
