"""The receipt of an acceptance, put into words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext

from goodstanding.agreements.models import AgreementVersion, Statement
from goodstanding.agreements.rules.receipts import shown
from goodstanding.agreements.selectors.receipts import Receipt
from goodstanding.agreements.views.pages import fingerprint
from goodstanding.ui.components import Confirmation, Fact, Link, Next, groups_of_four
from goodstanding.ui.dates import day_text, instant_text, utc_text
from goodstanding.ui.tones import Tone
from goodstanding.values.days import local_day


def confirmation_of(
    receipt: Receipt,
    *,
    by_me: bool,
    still_open: Iterable[str],
    json_url: str,
    check_url: str,
    back: Link,
) -> Confirmation:
    """Return the receipt as a page shows it."""
    version = receipt.version
    said = {
        "position": version.position,
        "day": day_text(version.effective_on),
        "name": _signer(receipt),
    }
    title = (
        gettext("Done. You accepted version %(position)s")
        if by_me
        else gettext("Version %(position)s was accepted by %(name)s")
    ) % said
    return Confirmation(
        title=title,
        sentence=_from_when(version, receipt.accepted_at, said),
        receipt_code=receipt.written,
        facts=_facts(receipt),
        primary=Link(label=gettext("Download the receipt (JSON)"), url=json_url),
        what_next=(_check(check_url), *(_open(name) for name in still_open)),
        back=back,
    )


def statement_confirmation(
    rows: Sequence[Statement],
    *,
    names: Mapping[UUID, str],
    words: Mapping[str, str],
    by_me: bool,
    back: Link,
) -> Confirmation:
    """Return the receipt of statements made in one act as a page shows it."""
    first = rows[0]
    signer = words.get("typed_name") or gettext("somebody whose name was erased")
    last = first.until_on
    return Confirmation(
        title=gettext("Done. You stated it")
        if by_me
        else gettext("%(name)s stated it") % {"name": signer},
        sentence=_until(last, withdrawn=first.withdrawn),
        receipt_code=groups_of_four(shown(first.receipt)),
        facts=(
            Fact(
                term=gettext("What"),
                text=words.get("text") or first.name.replace("-", " "),
                hint=gettext("Fingerprint of the text"),
                code=fingerprint(first.text_sha256),
            ),
            Fact(term=gettext("For whom"), text="; ".join(names[row.fact_id] for row in rows)),
            Fact(
                term=gettext("By whom"),
                text=signer,
                hint=gettext("%(authority)s. Signed in as %(account)s, %(how)s.")
                % {
                    "authority": _authority(first.authority),
                    "account": str(first.signer),
                    "how": _way_in(first.identified_by),
                },
            ),
            Fact(
                term=gettext("When"),
                text=instant_text(first.valid_from, first.zone),
                hint=utc_text(first.valid_from),
            ),
        ),
        what_next=(),
        back=back,
    )


def _until(last: date | None, *, withdrawn: bool) -> str:
    if last is None:
        return gettext("It holds until you withdraw it.")
    words = {"day": day_text(last)}
    if withdrawn:
        return gettext("It was withdrawn on %(day)s.") % words
    return gettext("It holds until the end of %(day)s.") % words


def _check(url: str) -> Next:
    return Next(
        text=gettext("Anyone you show the receipt number to can check it"),
        hint=gettext("They need no sign-in, and they see no names."),
        icon="certificate",
        link=Link(label=gettext("See what they see"), url=url),
    )


def _open(company: str) -> Next:
    text = gettext("%(company)s is still open") % {"company": company}
    return Next(text=text, icon="building", tone=Tone.DUE)


def _facts(receipt: Receipt) -> tuple[Fact, ...]:
    places = [place.name for entity in receipt.entities for place in entity.locations]
    return (
        _what(receipt.version),
        Fact(
            term=gettext("For whom"),
            text="; ".join(_company(entity.name, entity.country) for entity in receipt.entities),
            hint=", ".join(places),
        ),
        Fact(
            term=gettext("By whom"),
            text=_signer(receipt),
            hint=gettext("%(authority)s. Signed in as %(account)s, %(how)s.")
            % {
                "authority": _authority(receipt.authority),
                "account": receipt.account_name,
                "how": _way_in(receipt.identified_by),
            },
        ),
        Fact(
            term=gettext("When"),
            text=instant_text(receipt.accepted_at, receipt.zone),
            hint=utc_text(receipt.accepted_at),
        ),
        Fact(term=gettext("Earlier version"), text=_earlier(receipt)),
    )


def _signer(receipt: Receipt) -> str:
    return receipt.signer_name or gettext("somebody whose name was erased")


def _way_in(code: str) -> str:
    return {
        "password": gettext("with a password"),
        "link": gettext("by a link to their mailbox"),
    }.get(code, code)


def _what(version: AgreementVersion) -> Fact:
    return Fact(
        term=gettext("What"),
        text=gettext("%(title)s, version %(position)s")
        % {"title": version.agreement.title, "position": version.position},
        hint=gettext("Fingerprint of the text"),
        code=fingerprint(version.text_sha256),
    )


def _company(name: str, country: str) -> str:
    return f"{name}, {country}" if country else name


def _authority(code: str) -> str:
    return {
        "director": gettext("As director or officer"),
        "authorized": gettext("Authorized by a director"),
    }.get(code, code)


def _from_when(version: AgreementVersion, accepted_at: datetime, said: dict[str, object]) -> str:
    if version.effective_at <= accepted_at:
        return gettext("It applies since %(day)s.") % said
    return gettext("It applies from %(day)s.") % said


def _earlier(receipt: Receipt) -> str:
    if receipt.prior is None or receipt.prior_accepted_at is None:
        return gettext("None. This was the first.")
    return gettext("Version %(position)s, accepted on %(day)s") % {
        "position": receipt.prior.position,
        "day": day_text(local_day(receipt.prior_accepted_at, receipt.zone)),
    }
