"""Who may do what on PostgreSQL: the rights of the two group roles (promise 2). Set anew by every run of the migrations.

`suara_serving` (pages, office, intake) can add submissions and remarks and not read, change or delete one, and can do
nothing to a release but withdraw it;
`suara_counting` (the counter) may read and settle them. Nobody but the owner changes tables. SQLite has no roles:
there `app.database` puts an authorizer on every serving connection.
"""

from sqlalchemy import Connection, inspect, make_url, text
from sqlalchemy.exc import ProgrammingError

from app.database import CERTIFICATES, COUNTING_ROLE, LOG, SEALED_TABLES, SERVING_ROLE, WITHDRAWAL_COLUMNS
from app.errors import NotAllowed

_ROLES = (SERVING_ROLE, COUNTING_ROLE)
_LACKING_PRIVILEGE = "42501"


def grant(connection: Connection, serving_url: str, counting_url: str) -> None:
    """Make the two roles where they are missing, give them their rights and no others, and let the logins use them.

    Within the caller's transaction. Refuses with `roles-missing` where this login may not make or hand out roles (the
    reason holds the SQL for an administrator), and with `serving-can-count` where serving and counter have a login each
    and the serving one could read submissions all the same.
    """
    owner = str(connection.execute(text("SELECT current_user")).scalar_one())
    serving = make_url(serving_url).username or owner
    counting = make_url(counting_url).username or owner
    for role in _ROLES:
        _ensure_role(connection, role, owner)
    for login, role in [*((owner, role) for role in _ROLES), (serving, SERVING_ROLE), (counting, COUNTING_ROLE)]:
        _ensure_member(connection, login, role, owner)
    if serving not in {owner, counting} and any(_may_become(connection, serving, role) for role in (COUNTING_ROLE, owner)):
        raise NotAllowed(
            "serving-can-count",
            f"The login {serving!r} serves pages and could read submissions. Take from it the role {COUNTING_ROLE}, the role"
            f" {owner!r} and superuser rights, or let the counter use it as well (SUARA_COUNTER_DATABASE_URL empty).",
        )
    _set_rights(connection)


def _ensure_role(connection: Connection, role: str, owner: str) -> None:
    # Roles belong to the whole server: another database of it may be making this one at the same moment.
    statement = f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$"""
    _as_administrator(connection, statement, owner)


def _ensure_member(connection: Connection, login: str, role: str, owner: str) -> None:
    known = connection.execute(text("SELECT count(*) FROM pg_roles WHERE rolname = :login"), {"login": login}).scalar_one()
    if not known:
        reason = f"There is no login {login!r} on this server. Create it, with a password, and migrate again."
        raise NotAllowed("login-missing", reason)
    if not _may_become(connection, login, role):
        _as_administrator(connection, f"GRANT {role} TO {_quoted(connection, login)}", owner)


def _may_become(connection: Connection, login: str, role: str) -> bool:
    # Since PostgreSQL 16 a member may lack the right to SET ROLE, as the maker of a role does at first.
    mode = "SET" if connection.dialect.server_version_info >= (16,) else "MEMBER"  # type: ignore[operator]
    parameters = {"login": login, "role": role, "mode": mode}
    return bool(connection.execute(text("SELECT pg_has_role(:login, CAST(:role AS name), :mode)"), parameters).scalar_one())


def _as_administrator(connection: Connection, statement: str, owner: str) -> None:
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(statement)
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != _LACKING_PRIVILEGE:
            raise
        missing = "; ".join([*(f"CREATE ROLE {role} NOLOGIN" for role in _ROLES), *_grants_for(connection, owner)])
        raise NotAllowed(
            "roles-missing",
            f"The login {owner!r} may not make or hand out roles. Let an administrator of this PostgreSQL server run, leaving"
            f" out what is there already: {missing};",
        ) from error


def _grants_for(connection: Connection, owner: str) -> list[str]:
    return [f"GRANT {role} TO {_quoted(connection, owner)} WITH ADMIN OPTION" for role in _ROLES]


def _set_rights(connection: Connection) -> None:
    schema = _quoted(connection, str(connection.execute(text("SELECT current_schema()")).scalar_one()))
    both = ", ".join(_ROLES)
    statements = [
        f"GRANT USAGE ON SCHEMA {schema} TO {both}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {both}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {both}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {both}",
    ]
    standing = set(inspect(connection).get_table_names())
    statements += [
        f"REVOKE SELECT, UPDATE, DELETE ON {table} FROM {SERVING_ROLE}" for table in SEALED_TABLES if table in standing
    ]
    if "release" in standing:
        # A release is never changed, only marked as withdrawn.
        statements.append(f"REVOKE INSERT, UPDATE, DELETE ON release FROM {SERVING_ROLE}")
        statements.append(f"GRANT UPDATE ({', '.join(WITHDRAWAL_COLUMNS)}) ON release TO {SERVING_ROLE}")
    if CERTIFICATES in standing:
        statements.append(f"REVOKE INSERT, UPDATE, DELETE ON {CERTIFICATES} FROM {SERVING_ROLE}")
    if LOG in standing:
        statements.append(f"REVOKE UPDATE, DELETE ON {LOG} FROM {both}")
    if "alembic_version" in standing:
        statements.append(f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {both}")
    for statement in statements:
        connection.exec_driver_sql(statement)


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
