"""The migrations: reversible, all or nothing, and they make the tables and the rights that the code counts on."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from app.tables import metadata
from tests.databases import alembic_config, migrate, opened


def plainly(seen: Any) -> Any:
    """What an inspector says, as text that can be compared."""
    if isinstance(seen, dict):
        return {str(key): plainly(value) for key, value in sorted(seen.items())}
    if isinstance(seen, list):
        return sorted((plainly(part) for part in seen), key=str)
    return str(seen)


def schema(url: str) -> dict[str, Any]:
    """Everything an inspector can say about the tables of a database."""
    with opened(url) as engine:
        seen = inspect(engine)
        return {
            table: {
                "columns": plainly(seen.get_columns(table)),
                "primary key": plainly(seen.get_pk_constraint(table)),
                "foreign keys": plainly(seen.get_foreign_keys(table)),
                "unique": plainly(seen.get_unique_constraints(table)),
                "checks": plainly(seen.get_check_constraints(table)),
                "indexes": plainly(seen.get_indexes(table)),
                "options": plainly(seen.get_table_options(table)),
            }
            for table in seen.get_table_names()
            if table != "alembic_version"
        }


def test_each_revision_goes_up_and_down_again(bare_url: str) -> None:
    config = alembic_config(bare_url)
    revisions = list(reversed(list(ScriptDirectory.from_config(config).walk_revisions())))
    assert revisions
    before = schema(bare_url)
    for revision in revisions:
        command.upgrade(config, revision.revision)
        after = schema(bare_url)
        command.downgrade(config, "-1")
        assert schema(bare_url) == before
        command.upgrade(config, revision.revision)
        assert schema(bare_url) == after
        before = after


def test_there_is_one_line_of_revisions_numbered_in_order(tmp_path: Path) -> None:
    script = ScriptDirectory.from_config(alembic_config(f"sqlite:///{tmp_path / 'suara.db'}"))
    numbers = [revision.revision for revision in script.walk_revisions()]
    assert numbers == [f"{number:04d}" for number in range(len(numbers), 0, -1)]


def test_the_newest_revision_has_exactly_the_tables_of_the_code(bare_url: str) -> None:
    migrate(bare_url)
    migrated = schema(bare_url)
    command.downgrade(alembic_config(bare_url), "base")
    with opened(bare_url) as engine:
        metadata.create_all(engine)
    assert migrated == schema(bare_url)


def test_autogenerate_finds_nothing_left_to_do(database_url: str) -> None:
    command.check(alembic_config(database_url))


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    before = schema(database_url)
    migrate(database_url)
    assert schema(database_url) == before


def test_the_version_saved_last_stays_the_newest_and_a_draft_was_begun_from_it(bare_url: str) -> None:
    """Revision 0011: until then the highest id said which version is the newest."""
    command.upgrade(alembic_config(bare_url), "0010")
    rows = """
        INSERT INTO account (id, email, name, role, password_hash, created_on, demo)
            VALUES (1, 'a@office.test', 'Ana', 'facilitator', '-', '2026-11-01', FALSE);
        INSERT INTO survey (id, code, created_on) VALUES (1, 'ONE', '2026-11-01'), (2, 'TWO', '2026-11-01');
        INSERT INTO questionnaire_version (id, survey_id, hash, document, created_on)
            VALUES (1, 1, 'a', '{}', '2026-11-01'), (2, 2, 'b', '{}', '2026-11-01'), (3, 1, 'c', '{}', '2026-11-02');
        INSERT INTO draft (code, revision, document, changed_at, changed_by)
            VALUES ('ONE', 1, '{}', '2026-11-03 00:00:00', 1), ('NEW', 1, '{}', '2026-11-03 00:00:00', 1)"""
    with opened(bare_url) as engine, engine.begin() as connection:
        for row in rows.split(";"):
            connection.execute(text(row))
    command.upgrade(alembic_config(bare_url), "0011")
    with opened(bare_url) as engine, engine.connect() as connection:
        saved = connection.execute(text("SELECT id, saved FROM questionnaire_version ORDER BY id")).all()
        begun = connection.execute(text("SELECT code, base_version_id FROM draft ORDER BY code")).all()
    assert (saved, begun) == ([(1, 1), (2, 2), (3, 3)], [("NEW", None), ("ONE", 3)])


def run_other_revisions(url: str, folder: Path, *upgrades: str) -> None:
    """Run revisions of our own: one that makes a parent and its child, then one for each body of `upgrade` given."""
    tables = (
        "op.create_table('parent', sa.Column('id', sa.Integer, primary_key=True), sa.Column('name', sa.String(8)))",
        "op.create_table('child', sa.Column('of', sa.Integer, sa.ForeignKey('parent.id', ondelete='CASCADE', name='fk')))",
        "op.execute('INSERT INTO parent VALUES (1, NULL)')",
        "op.execute('INSERT INTO child VALUES (1)')",
    )
    for number, body in enumerate((";".join(tables), *upgrades)):
        (folder / f"{number}.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n"
            f"revision, down_revision = '{number}', {str(number - 1) if number else None!r}\ndef upgrade(): {body}\n"
        )
    config = alembic_config(url)
    config.set_main_option("version_locations", str(folder))
    for number in range(len(upgrades) + 1):
        command.upgrade(config, str(number))


def test_a_migration_that_fails_leaves_nothing_behind(bare_url: str, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        run_other_revisions(bare_url, tmp_path, "op.create_table('half', sa.Column('id', sa.Integer)); 1 / 0")
    assert sorted(schema(bare_url)) == ["child", "parent"]


def test_rebuilding_a_table_keeps_what_refers_to_it(bare_url: str, tmp_path: Path) -> None:
    rebuild = "with op.batch_alter_table('parent') as batch: batch.alter_column('name', type_=sa.String(9))"
    run_other_revisions(bare_url, tmp_path, f"\n    {rebuild}")
    with opened(bare_url) as engine, engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM child")).scalar_one() == 1


def test_a_migration_that_would_leave_a_reference_dangling_is_refused(bare_url: str, tmp_path: Path) -> None:
    dangle = "op.execute('INSERT INTO child VALUES (2)')"
    with pytest.raises((CommandError, IntegrityError), match=r"dangling|foreign key"):
        run_other_revisions(bare_url, tmp_path, dangle)
    with opened(bare_url) as engine, engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM child")).scalar_one() == 1
