"""The embedded server: its settings are kept, and a change of place is written down."""

from __future__ import annotations

import dataclasses
import json

import pytest

from tutela.kernel.database import embedded

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_settings_are_kept_and_another_place_is_written_down(fresh_installation):
    var = fresh_installation.var
    var.mkdir()
    first = embedded.start(var, options={"work_mem": "7MB"})
    embedded.stop(var)
    embedded.location_file(var).write_text(json.dumps(dataclasses.asdict(first) | {"host": "/elsewhere"}))
    again = embedded.start(var)
    assert again == first == embedded.read_location(var), "passwords kept, the place as it is"
    with again.connect(embedded.SUPERUSER) as connection:
        assert connection.execute("SHOW work_mem").fetchone() == ("7MB",)
