"""A body that breaks off, or that holds what is not taken, is answered with a page before anything else reads it."""

import io

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tutela.config.middleware import heard_out, readable


class BreaksOff(io.BytesIO):
    def read(self, *_arguments):
        raise OSError("connection reset")


@pytest.fixture
def passed():
    return []


def answer(request, passed):
    return readable(lambda one: passed.append(one) or HttpResponse("through"))(request)


def test_a_whole_body_goes_through(passed):
    assert answer(RequestFactory().post("/x", {"words": "a"}), passed).content == b"through"
    assert answer(RequestFactory().get("/x"), passed).content == b"through"
    assert (
        answer(RequestFactory().post("/api/x", "{not json", content_type="application/json"), passed).content == b"through"
    )
    assert len(passed) == 3


def test_a_body_that_breaks_off_is_told(passed):
    request = RequestFactory().post("/x", {"words": "a"})
    request._stream = request.environ["wsgi.input"] = BreaksOff()
    told = answer(request, passed)
    assert told.status_code == 400
    assert b"could not be read" in told.content
    assert passed == []


def test_only_a_refused_body_is_read_on_and_its_breaking_off_changes_no_answer():
    """A refusal reads what is still sent; an answer given reads nothing; a body that breaks off leaves the refusal as it is."""
    for status, left in ((422, 0), (200, 200_000)):
        request = RequestFactory().post("/x", b"x" * 200_000, content_type="text/plain")
        assert heard_out(lambda _one, status=status: HttpResponse("told", status=status))(request).status_code == status
        assert len(request.read()) == left
    broken = RequestFactory().post("/x", {"words": "a"})
    broken._stream = broken.environ["wsgi.input"] = BreaksOff()
    assert heard_out(lambda _one: HttpResponse("told", status=413))(broken).content == b"told"
