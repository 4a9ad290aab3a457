"""What the page without a network says; it is kept on the device with the page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "none": _("No inspection was taken along on this device."),
    "choose": _("Taken along on this device"),
    "take": _("Take it along"),
    "takeWhy": _(
        "The checklist is sealed on this device with words that only you know. Without them nobody opens it, not even we. "
        "Choose at least eight characters."
    ),
    "open": _("Open"),
    "openWhy": _("Type the words you chose when you took it along."),
    "secret": _("Your words for this device"),
    "short": _("Choose at least eight characters."),
    "wrong": _("These are not the words it was sealed with. Try again."),
    "kept": _("Kept on this device, sealed."),
    "notKept": _("This device could not keep it. Do not close the page; bring it in, or write on paper."),
    "evidence": _("What shows it"),
    "critical": _("Critical"),
    "bring": _("Bring it in"),
    "bringing": _("Bringing it in …"),
    "noNetwork": _("There is no network. Everything stays on this device; bring it in later."),
    "signIn": _("You are signed out. Everything stays on this device: sign in, come back here and bring it in."),
    "signInLink": _("Sign in"),
    "refused": _("It was not taken in. Everything stays on this device."),
    "problem": _("Some answers cannot be saved as they are. They are marked below."),
    "needsAnswer": _("Choose an answer too."),
    "conflict": _(
        "Changed elsewhere meanwhile. What nobody else changed is saved. Choose below what stays, then bring it in again."
    ),
    "there": _("Saved elsewhere"),
    "mine": _("Keep mine"),
    "theirs": _("Take the other"),
    "done": _("Brought in. It is no longer on this device."),
    "goOn": _("Go on to the inspection"),
    "noCrypto": _("This browser cannot seal anything. Use the ordinary page, or paper."),
    "empty": _("Nothing was changed yet."),
}
"""Name in the script to sentence."""
