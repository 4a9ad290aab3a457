"""The words of configuration: why a file is no bundle, how a row stands, and why the answer is no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class BundleProblem(TextChoices):
    """Why a file is not taken as a bundle; the text takes ``what``."""

    TOO_LARGE = "too_large", _("This bundle is too large: at most %(what)s MB are taken.")
    UNPACKS_LARGE = "unpacks_large", _("This bundle unpacks to more than %(what)s MB. It is not opened.")
    NOT_A_BUNDLE = "not_a_bundle", _("This is no bundle of Tutela: it cannot be read as a zip file.")
    NO_MANIFEST = "no_manifest", _("This is no bundle of Tutela: manifest.json is missing or not as it is written here.")
    STRANGE_NAME = "strange_name", _("“%(what)s” is no member of a bundle. Nothing of it was read.")
    NAME_TWICE = "name_twice", _("“%(what)s” is in the bundle twice.")
    NOT_LISTED = "not_listed", _("“%(what)s” and the list in manifest.json do not agree.")
    CHECKSUM = "checksum", _("“%(what)s” was changed after the bundle was made: its checksum is wrong. Export it again.")
    UNKNOWN_FORMAT = "unknown_format", _("The format “%(what)s” of this bundle is not known here.")
    NEWER = "newer", _("This bundle was made by Tutela %(what)s, which is newer than this server. Update this server first.")
    UNREADABLE = "unreadable", _("“%(what)s” cannot be read as it is written here.")
    OTHER_COUNTRY = "other_country", _("This bundle is of another country (%(what)s). Nothing of it was taken.")


class StandingWord(TextChoices):
    """How a row of a bundle stands to those here."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changes")
    SAME = "same", _("The same")
    LEFT = "left", _("Not in the bundle, left alone")


class ConfigurationReason(Reason):
    """Why configuration says no."""

    NOT_KEEPER = (
        "not_keeper_of_bundles",
        _("The configuration is exported and brought in by an administrator. Ask yours."),
    )
    NOT_WAITING = "bundle_not_waiting", _("This bundle was put in force or set aside already. Bring the file again.")
    NOTHING_TO_DO = "nothing_to_do", _("Everything in this bundle is here already. There is nothing to put in force.")
    CHANGED_SINCE = (
        "changed_since",
        _(
            "The configuration here changed since this bundle was looked at. Bring the file again and look at what it would change."
        ),
    )
