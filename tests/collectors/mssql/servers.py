"""A hardened server and a careless one, as rows of the views that `collectors.mssql` asks for.

The shapes are those of Microsoft's documents of each view, of dbatools and of the checks of DISA's guide; no server of
ours has said them.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from collectors.mssql import MSSQL
from collectors.mssql.statements import QUESTIONS
from scanner.answers import Answer, Outcome, Source
from scanner.targets import Target
from tests.servers.tds import Refused

TARGET = Target(id="mssql://db1", scheme="mssql", name="db1", options={"password": "env:DB"})
ASKED = "2026-11-25T12:00:00Z"
GUID = "7A8E3F1C-0000-4000-8000-000000000001"
Rows = dict[str, list[dict[str, Any]]]


def audit(action: str, **more: Any) -> dict[str, Any]:
    return {
        "name": "clinic",
        "guid": GUID,
        "type_desc": "FILE",
        "is_state_enabled": 1,
        "status_desc": "STARTED",
        "picks": 0,
        "max_rollover_files": 2147483647,
        "max_files": 0,
        "specified": 1,
        "audit_action_name": action,
        "audited_result": "SUCCESS AND FAILURE",
        **more,
    }


def action(name: str, **more: Any) -> dict[str, Any]:
    return {
        "database_id": 5,
        "guid": GUID,
        "specified": 1,
        "class": 0,
        "audited_principal_id": 0,
        "audit_action_name": name,
        "audited_result": "SUCCESS AND FAILURE",
        **more,
    }


def login(name: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "type": "S",
        "is_disabled": 0,
        "is_sa": 0,
        "is_policy_checked": 1,
        "is_expiration_checked": 1,
        "hash_algorithm": 3,
        "password_days": 20,
        "days_left": 40,
        **more,
    }


def member(role: str, holder: str, kind: str = "S") -> dict[str, Any]:
    return {"through": "role", "granted": role, "holder": holder, "holder_type": kind}


HARDENED: Rows = {
    "mssql.server": [
        {
            "server_name": "SQL01",
            "product_version": "16.0.4135.4",
            "engine_edition": 2,
            "windows_only": 0,
            "xp_cmdshell": 0,
            "ole_automation": 0,
            "contained": 0,
        }
    ],
    "mssql.connections": [
        {"encrypt_option": "TRUE", "own": 1, "connections": 1},
        {"encrypt_option": "TRUE", "own": 0, "connections": 12},
    ],
    "mssql.settings": [{"force_encryption": 1, "audit_level": 3}],
    "mssql.logins": [
        login("sa", is_sa=1, is_disabled=1, is_policy_checked=1, is_expiration_checked=0, days_left=None),
        login("ehr_app"),
        {"name": "CLINIC\\ana", "type": "U", "is_disabled": 0, "is_sa": 0},
        {"name": "NT SERVICE\\SQLSERVERAGENT", "type": "U", "is_disabled": 0, "is_sa": 0},
    ],
    "mssql.rights": [member("sysadmin", "sa"), member("sysadmin", "CLINIC\\dba", "G")],
    "mssql.audits": [
        audit(name)
        for name in (
            *("SUCCESSFUL_LOGIN_GROUP", "FAILED_LOGIN_GROUP", "SERVER_ROLE_MEMBER_CHANGE_GROUP"),
            *("SERVER_PERMISSION_CHANGE_GROUP", "SERVER_PRINCIPAL_CHANGE_GROUP", "AUDIT_CHANGE_GROUP"),
        )
    ],
    "mssql.database_audits": [action(name) for name in ("SELECT", "INSERT", "UPDATE", "DELETE")],
    "mssql.databases": [
        {
            "database_id": 5,
            "name": "ehr",
            "recovery_model_desc": "FULL",
            "is_encrypted": 1,
            "encryption_state": 3,
            "key_algorithm": "AES",
            "key_length": 256,
            "encryptor_type": "CERTIFICATE",
            "file_streams": 0,
            "replicated": 0,
            "made_minutes": 500000,
        }
    ],
    "mssql.backups": [
        {"database_name": "ehr", "type": "D", "minutes": 600, "encrypted": 0},
        {"database_name": "ehr", "type": "L", "minutes": 10, "encrypted": 0},
    ],
}

CARELESS: Rows = {
    "mssql.server": [
        {
            "server_name": "SQL02\\EHR",
            "product_version": "12.0.6024.0",
            "engine_edition": 4,
            "windows_only": 0,
            "xp_cmdshell": 1,
            "ole_automation": 0,
            "contained": 0,
        }
    ],
    "mssql.connections": [
        {"encrypt_option": "TRUE", "own": 1, "connections": 1},
        {"encrypt_option": "FALSE", "own": 0, "connections": 3},
    ],
    "mssql.settings": [{"force_encryption": 0, "audit_level": 2}],
    "mssql.logins": [
        login("sa", is_sa=1, is_policy_checked=0, is_expiration_checked=0, hash_algorithm=2, days_left=None),
        login("ehr_app", is_policy_checked=0, is_expiration_checked=0, hash_algorithm=1, days_left=None),
    ],
    "mssql.rights": [
        member("sysadmin", "sa"),
        member("sysadmin", "ops", "R"),
        member("ops", "ehr_app"),
        {"through": "permission", "granted": "CONTROL SERVER", "holder": "vendor", "holder_type": "S"},
        {"through": "permission", "granted": "CONTROL SERVER", "holder": "##MS_Signing##", "holder_type": "C"},
        member("securityadmin", "helpdesk"),
    ],
    "mssql.audits": [],
    "mssql.database_audits": [{"database_id": 5}],
    "mssql.databases": [
        {
            "database_id": 5,
            "name": "ehr",
            "recovery_model_desc": "SIMPLE",
            "is_encrypted": 0,
            "file_streams": 0,
            "replicated": 0,
            "made_minutes": 500000,
        }
    ],
    "mssql.backups": [],
}


def changed(base: Rows, change: Callable[[Rows], object] = lambda _: None) -> Rows:
    """A copy with something else in it."""
    change(copy := deepcopy(base))
    return copy


def answers(rows: Rows, outcomes: Mapping[str, tuple[Outcome, str]] | None = None) -> list[Answer]:
    """As a scan seals them; of some questions another outcome, and its code."""
    said = outcomes or {}
    return [_answer(q.id, rows[q.id], *said.get(q.id, ("ok" if rows[q.id] else "empty", ""))) for q in QUESTIONS]


def _answer(question: str, rows: list[dict[str, Any]], outcome: Outcome, code: str) -> Answer:
    row = next(q for q in QUESTIONS if q.id == question)
    good = outcome in {"ok", "empty"}
    return Answer(
        target=TARGET.id,
        question=question,
        operation=row.operation,
        parameters={"sql": row.sql},
        needs=row.needs,
        outcome=outcome,
        code=code,
        body={"value": [{k: v for k, v in one.items() if v is not None} for one in rows]} if good else None,
        items=len(rows) if good else 0,
        asked=ASKED,
        source=Source(endpoint="db1:1433"),
        collector=MSSQL.name,
    )


def served(rows: Rows, **instead: Any) -> dict[str, Any]:
    """The same, as the double serves them by statement; some refused, or played."""
    by = {q.id.removeprefix("mssql."): q for q in QUESTIONS}
    return {q.sql: instead.get(name, rows[q.id]) for name, q in by.items()}


DENIED = Refused(229)
