"""Every page of both sites, found from the URL configurations: what is added there is looked at without being named here.

A page needs a person who may open it and, where its address names something, an example of it in the demo country. The person
comes from the view's own mark (``kernel.http``), the example from the model of that name. What cannot be found is an error
that says what to add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.urls import URLPattern, get_resolver, reverse

from tutela.accounts.api import ROLES
from tutela.demo.people import SIGN_INS
from tutela.kernel.http import access_of

SITES = {"staff": "tutela.config.staff_urls", "public": "tutela.config.public_urls"}
MODELS = {
    "right_id": "restitution",
    "file_id": "CaseFile",
    "action_id": "PlanAction",
    "view_id": "ChildView",
    "person_id": "PersonAround",
    "care_id": "CareArrangement",
    "access_id": "FileAccess",
    "client_id": "ApiClient",
    "member_id": "TeamMember",
    "override": "Consent",
    "lists": "ListOverlap",
    "sheet_id": "CardBatch",
    "channel_id": "ReportingChannel",
    "pair_id": "PossibleDuplicate",
    "point_id": "ServicePoint",
    "staff_id": "StaffMember",
    "support_id": "FamilySupport",
    "revision_id": "PartRevision",
    "form_id": "circumstances.Form",
    "rec_id": "Recommendation",
    "batch_id": "ImportBatch",
    "version_id": "ReportVersion",
    "first_id": "Activity",
    "second_id": "Activity",
    "row_id": "Act",
    "release_id": "statistics.Release",
    "record_id": "Proceeding",
    "determination_id": "Determination",
    "task_id": "ConferenceDecision",
    "owed_id": "Obligation",
    "import_id": "RecordImport",
    "bundle_id": "BundleImport",
    "kept_id": "SavedFilter",
    "request_id": "AccessRequest",
    "step_id": "TreatmentStep",
    "note_id": "SessionNote",
    "return_id": "Return",
    "webhook_id": "Subscription",
    "asked_id": "SupportAction",
    "merge_id": "Merge",
    "transfer_id": "Transfer",
    "about_id": "SafetyPlan",
    "proposal_id": "transfers.Proposal",
}
"""Parameters that are not called like their model."""
FIXED = {
    "list_id": ["concerns", "offences", "vulnerability"],
    "track": ["MED", "LEG"],
    "provider_id": ["organisation"],
    "kind": ["assessment", "plan", "closure"],
    "code": ["FC13"],
    "indicator": ["CJ01", "CJ14"],
    "part": ["proceeding"],
    "step": ["change"],
    "move": ["option"],
    "conference_move": ["recall"],
    "obligation_move": ["withdraw"],
    "treatment_move": ["done"],
    "webhook_move": ["pause"],
    "committee_move": ["accept"],
    "support_move": ["recall"],
    "together": ["flag", "assign", "supervision", "transfer"],
    "behind": ["contacts", "tasks"],
    "merge_step": ["decline", "undo"],
    "proposal_step": ["decline", "withdraw"],
    "transfer_step": ["accept", "decline", "withdraw", "told"],
    "return_step": ["visit", "break-off"],
    "document_move": ["purge", "correct"],
    "signature_subject": ["safety_plan"],
    "signer": ["child", "worker"],
    "signature_step": ["withdraw", "strike"],
    "access_step": ["grant", "give"],
    "held_as": ["json"],
    "slug": ["acts"],
    "state": ["XMV"],
    "question": ["H07"],
    "by": ["source", "themes"],
    "form": ["html"],
    "version": ["newest"],
    "part_code": ["labour"],
    "section": ["work"],
    "task": ["disclosure_barrier"],
    "medical_code": ["health"],
    "medical_section": ["household_group"],
    "page": ["treaties", "law", "recommendations", "indicators"],
}
"""Parameters that are words, with a few of them."""
WHOSE = (
    *("caseworker", "supervisor", "intake_officer", "administrator", "data_protection_officer"),
    "facility_manager",
)
"""Who is tried first where several may enter."""
OWN_HOUSE = (
    "t.office_id IN (SELECT g.office_id FROM accounts_grant g JOIN accounts_user u ON u.id = g.user_id "
    "WHERE u.username = 'facility_manager')"
)


@dataclass(frozen=True)
class Address:
    """A named place of a site: who might enter and what its parameters are."""

    site: str
    name: str
    parameters: tuple[str, ...]
    people: tuple[str, ...] = field(compare=False)

    def __str__(self) -> str:
        return f"{self.site}:{self.name}"


def every_address() -> list[Address]:
    """The addresses of both sites, without the HTTP API and static files."""
    found = [address for site, urlconf in SITES.items() for address in _of_site(site, get_resolver(urlconf).url_patterns)]
    return sorted(set(found), key=str)


def examples(connection, address: Address) -> list[dict[str, str]]:
    """Values for the parameters, one for each state of what they name, from the offices of the demo's sign-ins first."""
    if not address.parameters:
        return [{}]
    words = [name for name in address.parameters if name in FIXED]
    things = [name for name in address.parameters if name not in FIXED]
    if "kind" in words and "pk" in things:
        return [{"kind": kind, "pk": row["pk"]} for kind in FIXED["kind"] for row in _rows(connection, ["pk"], _model(kind))]
    rows = _things(connection, address, things) if things else [{}]
    for name in words:
        rows = [row | {name: word} for row in rows for word in FIXED[name]]
    return rows


def _things(connection, address: Address, names: list[str]) -> list[dict[str, str]]:
    """Rows of what the last name means, with the columns the others mean; where it has none, the first of each."""
    models = [_model(_names(address, name)) for name in names]
    columns = {one.column for one in models[-1]._meta.concrete_fields}
    if all(_column(columns, name) for name in names[:-1]):
        rows = [row for row in _rows(connection, names, models[-1]) if "None" not in row.values()]
        if rows:
            return rows
    each = [_rows(connection, [name], model)[:1] for name, model in zip(names, models, strict=True)]
    return [{name: value for rows in each for row in rows for name, value in row.items()}] if all(each) else []


def path_of(address: Address, values: dict[str, str]) -> str:
    """The path on its site."""
    return reverse(address.name, urlconf=SITES[address.site], kwargs=values)


def _of_site(site: str, patterns, namespace: str = "", outer: tuple[str, ...] = ()) -> Iterator[Address]:
    for entry in patterns:
        own = (*outer, *entry.pattern.converters, *entry.pattern.regex.groupindex)
        own = tuple(dict.fromkeys(own))
        if isinstance(entry, URLPattern):
            if entry.name and not _is_program(entry.callback):
                yield Address(site, namespace + entry.name, own, _people(site, entry.callback))
        elif getattr(entry, "app_name", None) != "ninja":
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _of_site(site, entry.url_patterns, inner, own)


def _is_program(view) -> bool:
    """Operations of the HTTP API and static files are no pages."""
    module = getattr(getattr(view, "view_class", getattr(view, "func", view)), "__module__", "")
    return module.startswith(("ninja.", "django.contrib.staticfiles", "django.views.static"))


def _people(site: str, view) -> tuple[str, ...]:
    """Demo accounts that hold one of the view's permissions; nobody where everyone may enter."""
    access = access_of(view)
    if site == "public" or (access and access.everyone):
        return ("",)
    if access is None:
        return ("caseworker", "")
    if not access.permissions:
        return ("caseworker", "intake_officer", "administrator")
    holders = [role for role in SIGN_INS if role in ROLES and ROLES[role].permissions & set(access.permissions)]
    return tuple(sorted(holders, key=lambda role: WHOSE.index(role) if role in WHOSE else len(WHOSE)))


def _names(address: Address, parameter: str) -> str:
    key = address.name.split("_")[0] if parameter == "pk" else parameter
    return MODELS.get(key, key.removesuffix("_id"))


def _model(name: str):
    wanted = name.replace("_", "").lower()
    fitting = [model for model in apps.get_models() if wanted in (model.__name__.lower(), model._meta.label_lower)]
    if not fitting:
        raise LookupError(f"no model is called {name!r}: name the parameter's model in tests/functional/addresses.py")
    return fitting[0]


def _rows(connection, parameters: list[str], model) -> list[dict[str, str]]:
    """The newest rows for each state, the caseworker's own files and the facility manager's own house first."""
    table, key = model._meta.db_table, model._meta.pk.column
    columns = {one.column for one in model._meta.concrete_fields}
    own, *others = reversed(parameters)
    chosen = [f"t.{key} AS {own}", *(f"t.{_column(columns, other)} AS {other}" for other in others)]
    files = _model("CaseFile")._meta.db_table
    joined = f"JOIN {files} f ON f.id = t.{key if table == files else 'file_id'}"
    joined = joined if table == files or "file_id" in columns else ""
    state = "t.state" if "state" in columns else "f.state" if joined else "true"
    worker = "(SELECT id FROM accounts_user WHERE username = 'caseworker')"
    mine = f"f.worker_id = {worker}" if joined else OWN_HOUSE if "inspection_office_id" in columns else "true"
    query = (
        f"SELECT {', '.join(chosen)}, NOT coalesce({mine}, false) AS strange, "
        f"row_number() OVER (PARTITION BY {state}, {mine} ORDER BY t.{key} DESC) AS place FROM {table} t {joined}"
    )
    cursor = connection.execute(f"SELECT * FROM ({query}) AS q WHERE place <= 3 ORDER BY place, strange")
    names = [column.name for column in cursor.description][:-2]
    return [{name: str(value) for name, value in zip(names, row[:-2], strict=True)} for row in cursor.fetchall()]


def _column(columns: set[str], parameter: str) -> str:
    """The column of a row that names what stands before it in the address; empty when it has none."""
    meant = re.sub("(?<!^)(?=[A-Z])", "_", MODELS.get(parameter, "")).lower() + "_id"
    return next((name for name in (parameter, meant) if name in columns), "")
