"""Importing what locations turned over: rows, pages and the command."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from goodstanding.evidence.merkle import items_root
from goodstanding.evidence.models import Event
from goodstanding.partners.commands import import_group
from goodstanding.partners.models import (
    ExternalId,
    ImportKind,
    ImportState,
    MonthlyAmount,
    PartnerImport,
)
from goodstanding.partners.rules.errors import ColumnMappingError
from goodstanding.partners.rules.plans import Mode
from goodstanding.partners.services.applying import apply_import
from goodstanding.partners.services.staging import receive_file, stage_import
from goodstanding.partners.views import imports as views
from tests.builders import NOON, SYSTEM, make_entity, make_location, make_officer
from tests.builders_partners import csv_of, outcomes_of
from tests.partners.test_amounts import Shop, make_shop

pytestmark = pytest.mark.django_db

AUGUST = {
    "location id:mpn": "4711",
    "metric": "revenue",
    "month": "2026-08",
    "amount": "1,234.56",
    "currency": "USD",
}


@pytest.fixture
def shop() -> Shop:
    made = make_shop()
    _number(made, "4711")
    return made


def _number(shop: Shop, value: str, *, location=None) -> None:
    ExternalId.objects.create(
        namespace="mpn",
        value=value,
        partner=shop.partner,
        location=location or shop.location,
        valid_from=NOON,
    )


def _import(shop: Shop, *rows, mode=Mode.STOP, metric="", apply=True) -> PartnerImport:
    received = receive_file(
        shop.program.pk,
        file_name="amounts.csv",
        content=csv_of(*rows),
        mode=mode,
        kind=ImportKind.AMOUNTS,
        actor=SYSTEM,
        at=NOON,
    )
    staged = stage_import(received.pk, chosen={}, metric=metric, at=NOON)
    if not apply or staged.state == ImportState.REFUSED:
        return staged
    return apply_import(staged.pk, actor=SYSTEM, at=NOON)


def _known() -> list[int]:
    rows = MonthlyAmount.objects.filter(superseded_at=None).order_by("month_on", "location_id")
    return list(rows.values_list("amount_minor", flat=True))


def _reasons(done: PartnerImport) -> list[str]:
    return [
        f"{column}: {reason}"
        for row in done.rows.order_by("number")
        for column, reason in row.refusals
    ]


def test_a_row_becomes_an_amount_in_minor_units(shop) -> None:
    done = _import(shop, AUGUST, AUGUST | {"month": "2026-07-01", "amount": "-5"})

    assert outcomes_of(done) == ["created", "created"]
    assert _known() == [-500, 123_456]
    assert set(done.rows.values_list("partner_id", flat=True)) == {shop.partner.pk}


def test_the_event_proves_each_row(shop) -> None:
    done = _import(shop, AUGUST)

    row, event = done.rows.get(), Event.objects.get(name="amounts.recorded")
    assert items_root([bytes(row.item)]).hex().encode() in bytes(event.bytes)
    assert event.subject == f"recording:{done.pk}"


def test_the_same_file_again_changes_nothing(shop) -> None:
    _import(shop, AUGUST)

    again = _import(shop, AUGUST)

    assert outcomes_of(again) == ["unchanged"]
    assert MonthlyAmount.objects.count() == 1
    assert Event.objects.filter(name="amounts.recorded").count() == 1


def test_a_later_file_corrects_a_month_and_says_what_it_was(shop) -> None:
    _import(shop, AUGUST)

    done = _import(shop, AUGUST | {"amount": "900"})

    assert outcomes_of(done) == ["updated"]
    assert done.rows.get().notes == ["It was USD 1,234.56."]
    assert _known() == [90_000]


def test_skip_leaves_what_is_known_as_it_is(shop) -> None:
    _import(shop, AUGUST)

    done = _import(shop, AUGUST | {"amount": "900"}, mode=Mode.SKIP)

    assert outcomes_of(done) == ["unchanged"]
    assert _known() == [123_456]


def test_unknown_takes_a_month_back(shop) -> None:
    _import(shop, AUGUST)

    done = _import(shop, AUGUST | {"amount": "Unknown", "currency": ""})

    assert outcomes_of(done) == ["updated"]
    assert _known() == []


def test_our_own_identifier_names_a_location_too(shop) -> None:
    row = {key: value for key, value in AUGUST.items() if key != "location id:mpn"}

    done = _import(shop, row | {"location id:goodstanding": str(shop.location.pk)})

    assert outcomes_of(done) == ["created"]


def test_one_metric_stands_for_a_column(shop) -> None:
    row = {key: value for key, value in AUGUST.items() if key != "metric"}

    _import(shop, row, metric="seats")

    assert MonthlyAmount.objects.get().metric == "seats"


def test_a_month_is_said_once_in_a_file(shop) -> None:
    done = _import(shop, AUGUST, AUGUST, AUGUST | {"amount": "1"}, mode=Mode.UPDATE)

    assert outcomes_of(done) == ["created", "unchanged", "refused"]
    assert _reasons(done) == ["amount: Row 2 says USD 1,234.56 of the same month. Keep one."]
    assert _known() == [123_456]


def test_one_bad_row_and_nothing_is_applied(shop) -> None:
    done = _import(shop, AUGUST, AUGUST | {"month": "2026-13"})

    assert done.state == ImportState.REFUSED
    assert not MonthlyAmount.objects.exists()
    assert not Event.objects.filter(name="amounts.recorded").exists()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"month": "Aug-26"}, "month: “Aug-26” is not a month. Write it as year-month: 2026-08."),
        ({"month": "2026-08-15"}, "month: “2026-08-15” is not a month."),
        ({"month": "1999-12"}, "month: 1999-12 is before 2000-01"),
        ({"month": "2026-10"}, "month: 2026-10 has not begun"),
        ({"amount": "1.234,56"}, "amount: “1.234,56” is not an amount. Write it as 1234.56"),
        ({"amount": ""}, "amount: “” is not an amount."),
        ({"amount": "1.234"}, "amount: “1.234” has 3 digits after the point; USD has 2. Round it."),
        ({"amount": "1.5", "currency": "JPY"}, "amount: “1.5” has 1 digits after the point; JPY"),
        ({"amount": "9" * 14}, "too large to be true"),
        ({"currency": "Dollar"}, "currency: “Dollar” is not a currency."),
        ({"metric": "net_revenue!"}, "metric: “net_revenue!” cannot name a metric."),
        ({"location id:mpn": ""}, ": The row holds no ID"),
        ({"location id:mpn": "x" * 129}, "The ID has 129 characters; 128 fit."),
        (
            {"location id:mpn": "17"},
            "location id:mpn: No location of this program has the ID mpn:17.",
        ),
        ({"location id:goodstanding": "17"}, "has the ID goodstanding:17."),
    ],
)
def test_a_bad_cell_is_refused_with_what_to_do(shop, changed, reason) -> None:
    done = _import(shop, AUGUST | changed)

    assert outcomes_of(done) == ["refused"]
    assert reason in _reasons(done)[0]
    assert not MonthlyAmount.objects.exists()


def test_all_reasons_of_a_row_come_at_once(shop) -> None:
    done = _import(shop, AUGUST | {"month": "soon", "amount": "much", "currency": "?"})

    assert len(_reasons(done)) == 3


def test_ids_of_two_locations_are_refused(shop) -> None:
    other = make_location(make_entity(shop.partner), name="Fabrikam Bonn")
    row = AUGUST | {"location id:goodstanding": str(other.pk)}

    done = _import(shop, row)

    assert "are different locations" in _reasons(done)[0]


def test_a_strangers_location_is_not_known_here(shop) -> None:
    stranger = make_shop()

    done = _import(stranger, AUGUST)

    assert outcomes_of(done) == ["refused"]


def test_a_row_with_more_cells_than_the_header_is_refused(shop) -> None:
    content = csv_of(AUGUST).rstrip() + b",more\n"
    received = receive_file(
        shop.program.pk,
        file_name="amounts.csv",
        content=content,
        mode=Mode.STOP,
        kind=ImportKind.AMOUNTS,
        actor=SYSTEM,
        at=NOON,
    )

    staged = stage_import(received.pk, chosen={}, at=NOON)

    assert "The row has 6 cells and the header 5." in _reasons(staged)[0]


def test_a_location_that_closed_since_the_check_stops_the_import(shop) -> None:
    staged = _import(shop, AUGUST, apply=False)
    held = ExternalId.objects.get(value="4711")
    ExternalId.objects.filter(pk=held.pk).update(superseded_at=NOON)

    done = apply_import(staged.pk, actor=SYSTEM, at=NOON)

    assert done.state == ImportState.REFUSED
    assert outcomes_of(done) == ["refused"]
    assert not MonthlyAmount.objects.exists()


@pytest.mark.parametrize(
    ("header", "metric", "sentence"),
    [
        ("site,metric,month,amount,currency", "", "No column holds an ID of a location"),
        ("location id:mpn,metric,amount,currency", "", "No column says “month”"),
        ("location id:mpn,month,amount,currency", "", "Nothing says what was measured"),
        (
            "location id:mpn,metric,month,amount,currency",
            "seats",
            "Leave the metric of the whole file empty",
        ),
        ("location id:mpn,month,amount,currency", "Net Sales", "cannot name a metric"),
    ],
)
def test_columns_must_say_what_an_amount_needs(shop, header, metric, sentence) -> None:
    received = receive_file(
        shop.program.pk,
        file_name="amounts.csv",
        content=f"{header}\n1,2,3,4,5\n".encode(),
        mode=Mode.STOP,
        kind=ImportKind.AMOUNTS,
        actor=SYSTEM,
        at=NOON,
    )

    with pytest.raises(ColumnMappingError, match=sentence):
        stage_import(received.pk, chosen={}, metric=metric, at=NOON)

    assert not PartnerImport.objects.get().rows.exists()


def _run(tmp_path: Path, shop: Shop, content: bytes, *options: str) -> Result:
    file = tmp_path / "amounts.csv"
    file.write_bytes(content)
    return CliRunner().invoke(
        import_group, ["amounts", str(file), "--program", shop.program.code, *options]
    )


def test_the_command_imports_with_their_column_names(shop, tmp_path) -> None:
    content = b"Site,Period,Turnover,Ccy\n4711,2026-08,1234.56,usd\n"
    pairs = ("Site=location id:mpn", "Period=month", "Turnover=amount", "Ccy=currency")

    result = _run(
        tmp_path,
        shop,
        content,
        "--metric",
        "revenue",
        *(part for pair in pairs for part in ("--map", pair)),
    )

    assert result.exit_code == 0, result.output
    assert "1 rows are done: 1 created" in result.output
    assert _known() == [123_456]


def test_a_dry_run_changes_no_amount(shop, tmp_path) -> None:
    result = _run(tmp_path, shop, csv_of(AUGUST), "--dry-run")

    assert result.output.endswith("This was a dry run: no amount was changed.\n")
    assert not MonthlyAmount.objects.exists()


def _officer(shop: Shop) -> Client:
    client = Client()
    client.force_login(make_officer(shop.program))
    return client


def _send(client: Client, shop: Shop, content: bytes) -> str:
    sent = client.post(
        reverse("vendor_import_amounts", kwargs={"program": shop.program.code}),
        {"file": SimpleUploadedFile("sales.csv", content), "mode": "stop"},
    )
    return str(sent["Location"])


def test_an_officer_imports_on_the_pages(shop) -> None:
    client = _officer(shop)
    sent = _send(client, shop, b"mpn id,period,revenue,ccy\n4711,2026-08,10,USD\n")

    columns = client.get(sent)
    form = columns.context["form"]
    chosen = {name: form[name].initial for name in form.fields if name.startswith("column_")}
    checked = client.post(sent, chosen | {"metric": "revenue"})
    shown = client.get(checked["Location"]).content.decode()
    client.post(f"{checked['Location']}apply/")

    assert list(chosen.values()) == ["location id:mpn", "month", "amount", "currency"]
    assert "Apply 1 row" in shown
    assert _known() == [1_000]


def test_a_large_file_is_checked_in_the_background(shop, monkeypatch) -> None:
    monkeypatch.setattr(views, "CHECKED_AT_ONCE", 0)
    client = _officer(shop)
    sent = _send(client, shop, csv_of(AUGUST))
    columns = {f"column_{n}": name for n, name in enumerate(AUGUST)}

    checked = client.post(sent, columns)

    assert PartnerImport.objects.get().state == ImportState.CHECKING
    assert "are being checked" in client.get(checked["Location"]).content.decode()


def test_missing_columns_are_said_on_the_page(shop) -> None:
    client = _officer(shop)
    sent = _send(client, shop, b"a,b\n1,2\n")

    refused = client.post(sent, {"column_0": "", "column_1": ""})

    assert refused.status_code == 422
    assert "No column says “month”" in refused.content.decode()
