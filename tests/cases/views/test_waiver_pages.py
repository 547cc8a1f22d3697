"""The vendor's pages of waivers, what waits on the first page, and what the partner reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from goodstanding.accounts.models import Person, Role
from goodstanding.cases.models import Waiver, WaiverProposal
from goodstanding.values import clock
from tests.builders import make_affiliate, make_officer
from tests.builders_waivers import make_proposed, make_waiver
from tests.cases.services.test_waiving import Scene, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def _client(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _base(scene: Scene) -> str:
    return f"/v/{scene.program.code}/"


def _waivers(scene: Scene) -> str:
    return f"{_base(scene)}partners/{scene.partner.pk}/waivers/"


def _said(scene: Scene, **changed: object) -> dict[str, object]:
    return {
        "what": "code-accepted|",
        "until_on": (clock.now() + timedelta(days=30)).date().isoformat(),
        "reason": "The signatory is ill.",
        "no_tie": "on",
        **changed,
    }


def test_two_officers_waive_a_duty_on_the_pages(scene) -> None:
    jonas, katrin = _client(scene.jonas), _client(scene.katrin)

    asked = jonas.get(f"{_waivers(scene)}propose/").content.decode()
    proposed = jonas.post(f"{_waivers(scene)}propose/", _said(scene), follow=True).content.decode()
    proposal = WaiverProposal.objects.get()
    home = katrin.get(_base(scene)).content.decode()
    page = f"{_base(scene)}waivers/{proposal.pk}/"
    judged = katrin.get(page).content.decode()
    katrin.post(page, {"verdict": "agree", "no_tie": "on"})
    listed = katrin.get(_waivers(scene)).content.decode()

    assert "The rules allow a day up to" in asked
    assert "Fabrikam GmbH" in asked
    assert "1 more officer has to agree." in proposed
    assert "Waiver of a duty: code accepted" in home
    assert "The signatory is ill." in judged
    assert Waiver.objects.get().proposal == proposal
    assert "1 duty of <bdi>Fabrikam</bdi> is waived" in listed


def test_the_proposer_is_not_asked_again(scene) -> None:
    proposal = make_proposed(scene.key, by=scene.jonas)
    client = _client(scene.jonas)

    home = client.get(_base(scene)).content.decode()
    page = client.get(f"{_base(scene)}waivers/{proposal.pk}/").content.decode()
    posted = client.post(
        f"{_base(scene)}waivers/{proposal.pk}/", {"verdict": "agree", "no_tie": "on"}
    )

    assert "Waiver of a duty" not in home
    assert "It waits for another officer" in page
    assert posted.status_code == 422
    assert not Waiver.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"what": ""}, "Choose the duty that is to be waived."),
        ({"until_on": ""}, "Write the last day of the waiver."),
        ({"until_on": "2060-01-01"}, "the rules allow 180 days at most"),
        ({"reason": ""}, "Say why the duty is waived."),
        ({"no_tie": ""}, "ask a colleague without a tie"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_proposed(scene, changed, sentence) -> None:
    response = _client(scene.jonas).post(f"{_waivers(scene)}propose/", _said(scene, **changed))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not WaiverProposal.objects.exists()


def test_a_refusal_needs_its_reason_and_is_listed(scene) -> None:
    proposal = make_proposed(scene.key, by=scene.jonas)
    page = f"{_base(scene)}waivers/{proposal.pk}/"
    client = _client(scene.katrin)

    empty = client.post(page, {"verdict": "refuse", "no_tie": "on"})
    client.post(page, {"verdict": "refuse", "reason": "She can sign.", "no_tie": "on"})
    listed = client.get(_waivers(scene)).content.decode()

    assert "Say why the waiver is refused." in empty.content.decode()
    assert "Refused by Katrin Vogel: She can sign." in listed
    assert not Waiver.objects.exists()


def test_a_waiver_is_ended_early_with_a_reason(scene) -> None:
    officers = (scene.jonas, scene.katrin)
    waiver = make_waiver(scene.key, officers=officers, at=clock.now() - timedelta(days=1))
    client = _client(scene.jonas)
    page = f"{_base(scene)}waivers/{waiver.fact_id}/end/"

    asked = client.get(page).content.decode()
    client.post(page, {"reason": "She is back.", "no_tie": "on"})
    again = client.post(page, {"reason": "Twice.", "no_tie": "on"})
    listed = client.get(_waivers(scene)).content.decode()

    assert "From now on the duty counts again" in asked
    assert again.status_code == 422
    assert "By Jonas Brandt: She is back." in listed
    assert "Nothing is waived for" in listed


def test_rules_without_waivers_say_so(scene) -> None:
    bare = make_scene(waivers="measures:\n")
    client = _client(bare.jonas)

    listed = client.get(_waivers(bare)).content.decode()
    refused = client.get(f"{_waivers(bare)}propose/", follow=True).content.decode()

    assert "Propose a waiver" not in listed
    assert "The rules in force say nothing of waivers" in refused


def test_another_programs_waiver_is_not_found(scene) -> None:
    other = make_scene()
    waiver = make_waiver(other.key, officers=(other.jonas, other.katrin))
    client = _client(scene.jonas)

    assert client.get(f"{_base(scene)}waivers/{waiver.proposal_id}/").status_code == 404
    assert client.get(f"{_base(scene)}waivers/{waiver.fact_id}/end/").status_code == 404
    assert client.get(f"{_base(scene)}partners/{other.partner.pk}/waivers/").status_code == 404


def test_an_auditor_reads_and_judges_nothing(scene) -> None:
    proposal = make_proposed(scene.key, by=scene.jonas)
    client = _client(make_officer(scene.program, role=Role.AUDITOR))

    page = client.get(f"{_base(scene)}waivers/{proposal.pk}/").content.decode()

    assert "The signatory is ill." in page
    assert "Record it" not in page


def test_the_partner_reads_until_when_it_need_not_do_it(scene) -> None:
    make_waiver(scene.key, officers=(scene.jonas, scene.katrin), at=clock.now() - timedelta(days=1))
    client = _client(make_affiliate(scene.partner))

    home = client.get(f"/p/{scene.program.code}/{scene.partner.pk}/").content.decode()

    assert "Waived: you need not do it until the end of" in home
    assert "The signatory is ill." not in home
