"""The pages of who owns whom: officers record, correct, end and undo; others of the vendor read."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from goodstanding.accounts.models import Role
from goodstanding.partners.models import Ownership
from goodstanding.partners.rules.stakes import Pair
from goodstanding.partners.services.owning import record_ownership
from tests.builders import NOON, SYSTEM, make_entity, make_officer, make_partner, make_program
from tests.builders_accounts import client_of
from tests.builders_ownerships import Group, make_group, owns, stake

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    """Spare every new client the search for style sheets."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


@pytest.fixture
def group() -> Group:
    return make_group()


def _address(group: Group, name: str = "vendor_ownerships", held: Ownership | None = None) -> str:
    more = {"ownership": held.fact_id} if held else {}
    return reverse(
        name, kwargs={"program": group.program.code, "partner": group.partner.pk, **more}
    )


def _read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def _record(group: Group, **said: str):
    given = {
        "owner": str(group.parent.pk),
        "owned": str(group.affiliate.pk),
        "share": "33.33",
        "from_on": "2026-01-01",
        "source": "HRB 4711",
    }
    return client_of(group.officer).post(_address(group, "vendor_ownership_new"), given | said)


def test_an_officer_records_a_share_and_reads_what_it_means(group) -> None:
    before = _read(client_of(group.officer), _address(group))

    answer = _record(group)

    after = _read(client_of(group.officer), _address(group))
    assert "Nobody is known to own anybody among the legal entities of Fabrikam" in before
    assert answer["Location"] == _address(group)
    assert "1 share is known among the legal entities of Fabrikam" in after
    assert "Fabrikam GmbH owns 33.33 % of Fabrikam France SAS" in after
    assert "since 1 January 2026 · HRB 4711" in after
    assert "Not more than half: it makes no chain." in after
    assert "for those of which it owns more than 50 %, itself or through a chain" in after


def test_rules_that_do_not_ask_for_it_say_so() -> None:
    group = make_group(asks=False)

    page = _read(client_of(group.officer), _address(group))

    assert "so this changes no standing today" in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"share": "much"}, "“much” is not a share. Write percent, such as 80 or 33.33."),
        ({"share": "0"}, "0 % cannot be owned."),
        ({"share": ""}, "Write the share in percent, such as 80."),
        ({"until_on": "2025-12-31"}, "It ends on 2025-12-31, before it begins on 2026-01-01."),
        ({"from_on": "1990-01-01"}, "1990-01-01 is before 2000-01-01, where our calendar starts."),
        ({"source": ""}, "Say where it is written, such as a register."),
        ({"owner": "AFFILIATE"}, "An entity cannot own itself. Choose two different ones."),
    ],
)
def test_a_refusal_is_said_on_the_form_and_nothing_is_written(group, said, sentence) -> None:
    known = {"AFFILIATE": str(group.affiliate.pk)}

    answer = _record(group, **{name: known.get(text, text) for name, text in said.items()})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Ownership.objects.exists() is False


def test_an_entity_of_another_partner_is_not_offered(group) -> None:
    stranger = make_entity(make_partner(group.program, name="Litware"), name="Litware Inc.")

    answer = _record(group, owned=str(stranger.pk))

    assert answer.status_code == 422
    assert Ownership.objects.exists() is False


def test_an_officer_corrects_what_was_recorded(group) -> None:
    held = owns(group, group.parent, group.affiliate)
    client, address = client_of(group.officer), _address(group, "vendor_ownership_correct", held)

    page = client.get(address).content.decode()
    client.post(
        address,
        {"share": "51,5", "from_on": "2026-02-01", "until_on": "2026-08-31", "source": "A letter"},
    )

    assert 'value="80"' in page
    assert "Commercial register Hamburg, HRB 4711" in page
    list_page = _read(client, _address(group))
    assert "Fabrikam GmbH owned 51.5 % of Fabrikam France SAS" in list_page
    assert "1 February 2026 to 31 August 2026 · A letter" in list_page


def test_a_correction_that_says_what_is_known_is_told_so(group) -> None:
    held = owns(group, group.parent, group.affiliate)
    said = {"share": "80", "from_on": "2026-09-01", "source": held.source}

    answer = client_of(group.officer).post(
        _address(group, "vendor_ownership_correct", held), said, follow=True
    )

    assert "It was known already." in answer.content.decode()
    assert Ownership.objects.get() == held


def test_a_correction_that_leaves_no_room_is_refused_on_the_form(group) -> None:
    owns(group, group.third, group.affiliate, stake(30))
    held = owns(group, group.parent, group.affiliate, stake(60))

    answer = client_of(group.officer).post(
        _address(group, "vendor_ownership_correct", held),
        {"share": "80", "from_on": "2026-09-01", "source": "A letter"},
    )

    assert answer.status_code == 422
    assert "so that only 70 % are left, not 80 %" in answer.content.decode()
    assert Ownership.objects.get(superseded_at=None, fact_id=held.fact_id) == held


def _form_of(client: Client, address: str) -> dict[str, str]:
    """Return what the form of a page says, hidden fields too."""
    page = client.get(address)
    assert page.status_code == 200
    form = page.context["form"]
    return {field.html_name: str(field.value() or "") for field in form}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("vendor_ownership_correct", {"source": "A letter"}),
        ("vendor_ownership_end", {"until_on": "2026-12-31"}),
        ("vendor_ownership_undo", {"reason": "Another company of that name"}),
    ],
)
def test_what_somebody_changed_meanwhile_is_read_before_it_is_changed_again(
    group, name, said
) -> None:
    held = owns(group, group.parent, group.affiliate)
    client, address = client_of(group.officer), _address(group, name, held)
    mine = _form_of(client, address)
    owns(group, group.parent, group.affiliate, stake(60))
    theirs = Ownership.objects.get(superseded_at=None)

    refused = client.post(address, mine | said)

    assert refused.status_code == 422
    assert "Known now: 60 % from 2026-09-01, written in" in refused.content.decode()
    assert refused.context["held"].row == theirs
    assert Ownership.objects.get(superseded_at=None) == theirs
    shown = {field.html_name: str(field.value() or "") for field in refused.context["form"]}
    assert shown.get("share", "60") == "60"
    assert client.post(address, shown | said).status_code == 303
    theirs.refresh_from_db()
    assert theirs.superseded_at is not None


def test_a_form_that_is_sent_twice_corrects_once(group) -> None:
    held = owns(group, group.parent, group.affiliate)
    client, address = client_of(group.officer), _address(group, "vendor_ownership_correct", held)
    mine = _form_of(client, address) | {"share": "60"}

    answers = [client.post(address, mine) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert Ownership.objects.count() == 2


def test_an_officer_reads_the_consequence_and_sets_the_last_day(group) -> None:
    held = owns(group, group.parent, group.affiliate)
    client, address = client_of(group.officer), _address(group, "vendor_ownership_end", held)

    page = _read(client, address)
    early = client.post(address, {"until_on": "2026-08-31"})
    client.post(address, {"until_on": "2099-12-31"})

    assert "which then has the time of the duty anew" in page
    assert early.status_code == 422
    list_page = _read(client, _address(group))
    assert "last day 31 December 2099" in list_page
    assert "End it" not in list_page


def test_an_officer_takes_back_what_was_never_so(group) -> None:
    held = owns(group, group.parent, group.affiliate)
    client, address = client_of(group.officer), _address(group, "vendor_ownership_undo", held)

    without = client.post(address, {"reason": ""})
    client.post(address, {"reason": "Another company of that name"})
    again = client.post(address, {"reason": "Twice"})

    assert without.status_code == 422
    assert again.status_code == 404
    assert "Nobody is known to own anybody" in _read(client, _address(group))


def test_others_of_the_vendor_read_and_are_offered_nothing(group) -> None:
    owns(group, group.parent, group.affiliate)
    pdm = client_of(make_officer(group.program, role=Role.PDM))

    page = _read(pdm, _address(group))
    refused = pdm.get(_address(group, "vendor_ownership_new"))

    assert "Fabrikam GmbH owns 80 %" in page
    assert "Record a share" not in page
    assert refused.status_code == 403


def test_a_partner_of_another_program_does_not_exist_here(group) -> None:
    elsewhere = make_program()
    other = make_partner(elsewhere, name="Litware")
    owner, owned = (make_entity(other, name=name) for name in ("Litware Inc.", "Litware SAS"))
    held = record_ownership(
        Pair(owner.pk, owned.pk),
        stake(),
        program_id=elsewhere.pk,
        source="Register",
        actor=SYSTEM,
        at=NOON,
    ).row
    client = client_of(group.officer)
    places = {"program": group.program.code, "partner": group.partner.pk}

    answers = [
        client.get(reverse("vendor_ownerships", kwargs=places | {"partner": other.pk})),
        client.get(reverse("vendor_ownership_end", kwargs=places | {"ownership": held.fact_id})),
        client.get(reverse("vendor_ownership_end", kwargs=places | {"ownership": uuid4()})),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_one_entity_alone_cannot_own_and_the_page_says_why(group) -> None:
    lonely = make_partner(group.program, name="Northwind")
    make_entity(lonely, name="Northwind Ltd")
    kwargs = {"program": group.program.code, "partner": lonely.pk}
    client = client_of(group.officer)

    for name in ("vendor_ownerships", "vendor_ownership_new"):
        page = _read(client, reverse(name, kwargs=kwargs))
        assert "Fewer than two legal entities of this partner are known" in page


def test_a_partner_reads_which_of_its_entities_own_which(group) -> None:
    client = client_of(group.signatory)
    before = _read(client, _address(group, "partner_ownerships"))
    owns(group, group.parent, group.affiliate)
    ended = stake(60, from_on=date(2026, 1, 1), until_on=date(2026, 3, 31))
    owns(group, group.parent, group.third, ended)

    page = _read(client, _address(group, "partner_ownerships"))
    home = _read(client, _address(group, "partner_home"))

    assert "We know of none of your legal entities that owns another" in before
    assert "What one of them accepts also counts for those of which it owns more than 50 %" in page
    assert "Fabrikam GmbH owns 80 % of Fabrikam France SAS since 1 September 2026" in page
    assert "Owned by none of the others Fabrikam GmbH Fabrikam Lyon SARL" in page
    assert "Fabrikam GmbH owned 60 % of Fabrikam Lyon SARL 1 January 2026 to 31 March 2026" in page
    assert "Commercial register" not in page
    assert "Which of your legal entities own which" in home


def test_where_the_rules_let_nobody_accept_for_another_a_partner_reads_so() -> None:
    group = make_group(asks=False)
    owns(group, group.parent, group.affiliate)

    page = _read(client_of(group.signatory), _address(group, "partner_ownerships"))

    assert "this changes nothing for you today" in page
