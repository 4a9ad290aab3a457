"""A machine of states says what may follow, in a sentence, and refuses to be made with a gap."""

import pytest
from django.db import models

from tutela.kernel.errors import WrongState
from tutela.kernel.states import Machine


class Light(models.TextChoices):
    RED = "red", "Red"
    GREEN = "green", "Green"
    DARK = "dark", "Out of order"


def machine(**changed):
    parts = {
        "name": "light",
        "states": Light,
        "start": Light.RED,
        "transitions": {
            Light.RED: frozenset({Light.GREEN, Light.DARK}),
            Light.GREEN: frozenset({Light.RED}),
            Light.DARK: frozenset(),
        },
        "owners": dict.fromkeys(Light, "nobody"),
    }
    return Machine(**parts | changed)


@pytest.mark.parametrize("part", ["transitions", "owners"])
def test_a_forgotten_state_is_found_when_the_machine_is_made(part):
    whole = getattr(machine(), part)
    with pytest.raises(ValueError, match="light: every state"):
        machine(**{part: {state: value for state, value in whole.items() if state != Light.DARK}})


def test_a_move_that_may_follow_is_made_and_another_says_what_may():
    light = machine()
    assert light.move("red", Light.GREEN) is Light.GREEN
    with pytest.raises(WrongState, match="This is “Green” now and cannot become “Out of order”. Possible next: Red."):
        light.move(Light.GREEN, "dark")
    with pytest.raises(WrongState, match="Possible next: nothing; it is finished."):
        light.move(Light.DARK, Light.RED)


def test_the_diagram_has_every_move_and_marks_the_end():
    assert machine().mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> red",
        "    red --> green",
        "    red --> dark",
        "    green --> red",
        "    dark --> [*]",
    ]
