"""A worker that is killed in the middle of a chunk leaves a run that the next one goes on with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection, transaction

from goodstanding.standing import bulk
from goodstanding.standing.bulk import progress_of, work_out_everybody
from goodstanding.standing.models import BulkRun, PartnerStanding, StagedAnswer
from goodstanding.standing.services import raise_epoch
from goodstanding.values import clock
from tests.builders import make_entity, make_location, make_partner, make_program
from tests.builders_standing import make_agreement, make_rules, make_version, pack_text

pytestmark = pytest.mark.usefixtures("committed")
PARTNERS = 5
#: A worker that says when it is in its second chunk, before that is committed, and waits there.
WORKER = """
import sys
from uuid import UUID
import django
django.setup()
from goodstanding.standing import bulk
from goodstanding.values import clock
bulk.CHUNK, bulk.BULK_FROM = 2, 1
keep, chunks = bulk._keep_aside, []
def told(run, partner_ids):
    keep(run, partner_ids)
    chunks.append(partner_ids)
    if len(chunks) == 2:
        print("in the second chunk", flush=True)
        sys.stdin.read()
bulk._keep_aside = told
bulk.work_out_everybody(UUID(sys.argv[1]), at=clock.now())
"""


def _environment() -> dict[str, str]:
    url = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    return os.environ | {
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{name}")),
        "DJANGO_SETTINGS_MODULE": os.environ.get(
            "DJANGO_SETTINGS_MODULE", settings.SETTINGS_MODULE
        ),
    }


def test_a_worker_killed_in_its_second_chunk_loses_that_chunk_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 2)
    monkeypatch.setattr(bulk, "BULK_FROM", 1)
    program = make_program()
    make_version(make_agreement(program))
    make_rules(program, text=pack_text(program).replace("60 days after", "900 days after"))
    for number in range(PARTNERS):
        make_location(make_entity(make_partner(program, name=f"Fabrikam {number}")))
    PartnerStanding.objects.update(level="attention", rank=1)
    raise_epoch(program.pk)

    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(program.pk)],
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdin is not None
    assert worker.stdout is not None
    assert worker.stdout.readline() == "in the second chunk\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdin.close()
    worker.stdout.close()
    with transaction.atomic():  # Its transaction ends when the server has noticed.
        run = BulkRun.objects.select_for_update().get()
    kept = StagedAnswer.objects.filter(run=run).values("partner_id").distinct().count()
    progress = progress_of(program.pk)
    shown = list(PartnerStanding.objects.values_list("level", flat=True))
    done = work_out_everybody(program.pk, at=clock.now())

    assert progress is not None
    assert (progress.partners, progress.done, kept) == (PARTNERS, 2, 2)
    assert shown == ["attention"] * PARTNERS
    assert done
    assert list(PartnerStanding.objects.values_list("level", flat=True)) == ["at-risk"] * PARTNERS
    assert BulkRun.objects.get().pk == run.pk
