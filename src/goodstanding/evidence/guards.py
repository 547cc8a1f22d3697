"""What a migration says to make the database itself refuse a change.

Three kinds of rows, three promises. *Append-only* rows never change. A *happening* may only be
voided, once. A *span* may only be superseded, once. The application's database role loses the
rights as well, so that a trigger is the second wall and not the only one.
"""

from __future__ import annotations

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunSQL
from django.db.migrations.state import ProjectState


class Guard(RunSQL):
    """A migration's operation that says statements in which APP_ROLE is the application's role.

    It is no ``RunPython``, for which Django makes every model of that moment anew: with some
    sixty guards, that took as long as all the rest of a new database.
    """

    def database_forwards(
        self,
        app_label: str,  # noqa: ARG002 -- Django passes it to every operation.
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 -- as above.
        to_state: ProjectState,  # noqa: ARG002 -- as above.
    ) -> None:
        """Say the statements, with the role this installation has."""
        assert isinstance(self.sql, str)
        _run(schema_editor, self.sql)


def _run(schema_editor: BaseDatabaseSchemaEditor, statement: str) -> None:
    role = schema_editor.quote_name(settings.GOODSTANDING_APP_ROLE)
    schema_editor.execute(statement.replace("APP_ROLE", role), params=None)


def append_only(table: str) -> Guard:
    """Return an operation after which rows of ``table`` are only ever added.

    Such a row cannot be locked by the application either: PostgreSQL asks for the right to
    change what one locks. A row that writers queue on is ``lasting``.
    """
    return _only_added(table, "UPDATE, DELETE, TRUNCATE")


def lasting(table: str) -> Guard:
    """Return an operation after which rows of ``table`` are only added, and can be locked."""
    return _only_added(table, "DELETE, TRUNCATE")


def _only_added(table: str, rights: str) -> Guard:
    return Guard(
        f"""
            REVOKE {rights} ON {table} FROM APP_ROLE;
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION evidence_refuse_change();
            CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse_change();
        """
    )


def _closed_once(table: str, column: str) -> Guard:
    return Guard(
        f"""
            REVOKE DELETE, TRUNCATE ON {table} FROM APP_ROLE;
            CREATE TRIGGER {table}_{column}_once BEFORE UPDATE ON {table}
                FOR EACH ROW EXECUTE FUNCTION evidence_allow_closing('{column}');
            CREATE TRIGGER {table}_not_deleted BEFORE DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION evidence_refuse_change();
            CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse_change();
        """
    )


def happening(table: str) -> Guard:
    """Return an operation after which a row of ``table`` may only be voided, once."""
    return _closed_once(table, "voided_at")


def span(table: str) -> Guard:
    """Return an operation after which a row of ``table`` may only be superseded, once."""
    return _closed_once(table, "superseded_at")


GUARD_FUNCTIONS = """
-- One instant for all rows of a change: set on entering it, the transaction's own otherwise.
CREATE FUNCTION evidence_recorded_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        nullif(current_setting('goodstanding.recorded_at', true), '')::timestamptz,
        now() + coalesce((SELECT shift FROM evidence_clock), interval '0')
    )
$$;

CREATE FUNCTION evidence_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: record a correction instead of changing a row',
        TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- The one column named by the trigger may go from empty to a value; nothing else may change.
CREATE FUNCTION evidence_allow_closing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closing text := TG_ARGV[0];
BEGIN
    IF to_jsonb(OLD) ->> closing IS NOT NULL
        OR to_jsonb(NEW) ->> closing IS NULL
        OR (to_jsonb(OLD) - closing) IS DISTINCT FROM (to_jsonb(NEW) - closing)
    THEN
        RAISE EXCEPTION 'a row of % may only have % set, once: record a correction instead',
            TG_TABLE_NAME, closing USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
