"""Bringing a database to the shape this version needs, as its owner.

The views the engine reads (schema ``facts``) belong to no migration: a view blocks changes to
the tables below it. They are dropped, everything is migrated, and they are made again, in one
transaction.
"""

from __future__ import annotations

from importlib import resources

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

from goodstanding.values.errors import ConflictError

OWNER = "owner"


def _rights(role: str) -> str:
    return f"""
    GRANT USAGE ON SCHEMA public TO {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {role};
    """  # noqa: E501 -- statements read best on a line each.


def facts_files() -> list[str]:
    """Return the text of every room's ``facts.sql``, lowest room first."""
    found = []
    for config in apps.get_app_configs():
        if config.name.startswith("goodstanding."):
            file = resources.files(config.name) / "facts.sql"
            if file.is_file():
                found.append(file.read_text(encoding="utf-8"))
    return found


def create_facts() -> None:
    """Make the fact views, readable by the application's role."""
    owner = connections[OWNER]
    role = owner.ops.quote_name(settings.GOODSTANDING_APP_ROLE)
    with owner.cursor() as cursor:
        cursor.execute("CREATE SCHEMA facts")
        for text in facts_files():
            cursor.execute(text)
        cursor.execute(f"GRANT USAGE ON SCHEMA facts TO {role}")
        cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA facts TO {role}")


def migrate_database(*, verbosity: int = 0) -> None:
    """Migrate as the owner and make the fact views anew: all of it, or nothing."""
    owner = connections[OWNER]
    role = owner.ops.quote_name(settings.GOODSTANDING_APP_ROLE)
    with owner.cursor() as cursor:
        cursor.execute(_rights(role))
    # The job queue's own migrations add values to an enumeration and use them at once, which
    # PostgreSQL allows only in transactions of their own. They touch no fact.
    call_command("migrate", "procrastinate", database=OWNER, verbosity=verbosity, interactive=False)
    with transaction.atomic(using=OWNER):
        with owner.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS facts CASCADE")
        call_command("migrate", database=OWNER, verbosity=verbosity, interactive=False)
        call_command("createcachetable", database=OWNER, verbosity=verbosity)
        create_facts()


def empty_database() -> None:
    """Throw away everything a demonstration holds and leave a database as on the first day.

    Raises:
        ConflictError: The installation is not a demonstration; nothing is ever thrown away there.
    """
    owner = connections[OWNER]
    with transaction.atomic(using=OWNER), owner.cursor() as cursor:
        cursor.execute("SELECT movable FROM evidence_clock")
        if not cursor.fetchone()[0]:
            raise ConflictError(
                "This installation is not a demonstration, so nothing is removed. To start anew, "
                "set GOODSTANDING_DATA to a new directory."
            )
        cursor.execute("DROP SCHEMA IF EXISTS facts CASCADE")
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
        cursor.execute("CREATE EXTENSION btree_gist")
        cursor.execute("CREATE EXTENSION pg_trgm")
    migrate_database()
