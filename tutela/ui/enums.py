"""The few closed lists of the interface: tones, icons, what an icon does in right-to-left."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """The meaning a colour carries. A tone is always shown with an icon and words, never by colour alone."""

    NEUTRAL = "neutral"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"
    VOICE = "voice"


TONE_ICONS = {
    Tone.NEUTRAL: "circle-dot",
    Tone.INFO: "info-circle",
    Tone.SUCCESS: "circle-check",
    Tone.WARNING: "alert-triangle",
    Tone.DANGER: "alert-circle",
    Tone.VOICE: "quote",
}

DIRECTIONAL_ICONS = frozenset(
    {
        "arrow-left",
        "arrow-right",
        "arrow-up-right",
        "book",
        "chevron-left",
        "chevron-right",
        "door-exit",
        "external-link",
        "list-check",
        "login",
        "logout",
        "quote",
        "route",
        "send",
    }
)

_NAMES = """
activity adjustments-horizontal alert-circle alert-triangle archive arrow-left arrow-right arrow-up-right
arrows-exchange ban bed bell book briefcase building building-bank building-community building-hospital
calendar calendar-event certificate chart-bar chart-line check checklist chevron-down chevron-left
chevron-right chevron-up circle circle-check circle-dashed circle-dot circle-half-2 circle-x clipboard-check
clipboard-list clock clock-check clock-exclamation coin copy database dots door-exit download edit
external-link eye eye-off file-text files filter flag folder folder-open gavel globe heart heart-handshake
help-circle history home hourglass id inbox info-circle key language link list list-check lock lock-open
login logout mail map map-2 map-pin menu-2 message message-2 message-circle messages moon mood-kid mood-smile
news note paperclip pencil phone phone-call plane plus point printer quote refresh report report-analytics
route scale school search send settings shield shield-check shield-lock stack-2 stethoscope sun-high table
target timeline trash upload user user-check user-circle user-heart user-plus user-search users users-group
wifi-off world x zoom-check
"""
ICONS = frozenset(_NAMES.split())
ICON_ALIASES = {"chart": "chart-bar"}
