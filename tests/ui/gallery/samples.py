"""Every component in every state, with the words of invented companies."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from goodstanding.ui.badges import Family, badge_of, codes_of
from goodstanding.ui.components import (
    Answer,
    Chip,
    Column,
    Confirmation,
    Fact,
    Figure,
    FiveAnswers,
    LineItem,
    Link,
    Next,
    Progress,
    Reason,
    ReasonState,
    Rung,
    RungPlace,
    Task,
    Trouble,
    Verdict,
)
from goodstanding.ui.due import ClockNotStarted, ClockStopped, Due, DueDate, NoDate
from goodstanding.ui.tones import Tone
from goodstanding.values.money import Money

NOW = datetime(2026, 11, 18, 8, 14, tzinfo=UTC)
HAMBURG = "Europe/Berlin"
CLAUSE = Link(label="Code of Conduct 6.2, version 5", url="#clause")


def hamburg(day: int, hour: int = 16) -> DueDate:
    due_at = datetime(2026, 11, 1, hour, tzinfo=UTC) + timedelta(days=day - 1)
    return DueDate(due_at=due_at, zone=HAMBURG, place="Hamburg", now=NOW)


def due_dates() -> tuple[Due, ...]:
    late = hamburg(16)
    return (
        DueDate(
            due_at=datetime(2026, 12, 4, 4, tzinfo=UTC),
            zone="Pacific/Auckland",
            place="Wellington",
            now=NOW,
        ),
        hamburg(27),
        hamburg(18),
        late,
        DueDate(
            due_at=late.due_at,
            zone=HAMBURG,
            place="Hamburg",
            now=NOW,
            done_at=late.due_at - timedelta(days=1),
        ),
        DueDate(
            due_at=datetime(2026, 12, 11, 23, tzinfo=UTC),
            zone=HAMBURG,
            place="Hamburg",
            now=NOW,
            until="Appeal until",
        ),
        ClockNotStarted(days_from_service=30),
        ClockNotStarted(days_from_service=5, working=True),
        ClockStopped(days_left=12, since=date(2026, 11, 9), reason="while we look at your appeal"),
        NoDate(),
    )


def answers() -> FiveAnswers:
    return FiveAnswers(
        trouble=Trouble.REPAIRABLE,
        trouble_text="A finding of 12 October 2026 led to a plan of 4 steps. You have finished 2.",
        what=Answer(
            strong="Step 3: show how discounts are approved now.",
            text="Upload 10 quotes made since 1 October, each with its approval.",
        ),
        by_when=hamburg(27),
        why=Answer(
            text="Two findings about quotes and discounts within 24 months.",
            links=(CLAUSE, Link(label="Read the decision", url="#decision")),
        ),
        otherwise=Answer(
            text="We write to you first and you get 10 more working days. After that the plan "
            "counts as failed, and your held money stays held while we decide what follows."
        ),
    )


def calm_answers() -> FiveAnswers:
    return FiveAnswers(
        trouble=Trouble.NO,
        trouble_text="Every partner is asked.",
        why=Answer(text="Once a year we ask everybody."),
        otherwise=Answer(text="Nothing changes."),
    )


def reasons() -> tuple[Reason, ...]:
    return (
        Reason(
            state=ReasonState.FULFILLED,
            sentence="Everybody in scope is trained",
            detail="5 of 5 people.",
            clause=CLAUSE,
        ),
        Reason(state=ReasonState.IN_TIME, sentence="2 people have until 4 December", clause=CLAUSE),
        Reason(
            state=ReasonState.OPEN,
            sentence="No security contact since 1 November",
            detail="Good again as soon as you name one.",
            way_out=Link(label="Name a person", url="#name"),
        ),
        Reason(
            state=ReasonState.UNKNOWN,
            sentence="We do not know who owns the Hamburg office",
            detail="Unknown is not “no”: nothing counts against you.",
            way_out=Link(label="Tell us", url="#tell"),
        ),
    )


def tasks() -> tuple[Task, ...]:
    return (
        Task(
            title="Accept the agreement",
            hint="4 minutes",
            url="#accept",
            badge=badge_of("todo", "done"),
        ),
        Task(
            title="Name 5 contacts",
            hint="3 named, 2 to go",
            url="#contacts",
            badge=badge_of("todo", "started"),
            due=hamburg(27),
        ),
        Task(
            title="Choose your programs",
            hint="Opens when the contacts are named",
            badge=badge_of("todo", "cannot-start"),
        ),
    )


def way_back() -> tuple[LineItem, ...]:
    return (
        LineItem(
            title="Say what went wrong",
            when="Done. Accepted by Katrin Vogel on 28 October",
            icon="circle-check",
            tone=Tone.GOOD,
        ),
        LineItem(
            title="Show that it works: 10 quotes with their approvals",
            when="You are here. Due 27 November, 17:00",
            icon="arrow-right",
            tone=Tone.FIX,
            here=True,
        ),
        LineItem(title="30-minute call with the verifier", when="Booked for 11 December, 10:00"),
        LineItem(
            title="Plan complete: held money is released",
            when="The same day, by itself",
            icon="lock-open",
            link=Link(label="What is held", url="#held"),
        ),
    )


def rungs() -> tuple[Rung, ...]:
    return (
        Rung(name="Education notice", note="used 2025", place=RungPlace.PAST),
        Rung(name="Warning", note="expired 3 March 2026", place=RungPlace.PAST),
        Rung(name="Further training", note="you are here", place=RungPlace.HERE),
        Rung(name="Remediation plan", note="not reached"),
        Rung(name="Pause 30, 90 or 180 days", note="2 approvers"),
    )


def confirmation() -> Confirmation:
    return Confirmation(
        title="Done. You accepted version 6",
        sentence="Fabrikam has nothing else to do. Version 6 applies from 1 February 2027.",
        receipt_code="AC-5Q7R2MNE84XD",
        facts=(
            Fact(
                term="What",
                text="Partner Code of Conduct, version 6, English",
                hint="Fingerprint of the text",
                code="9f4c 21ab 70de 3b18 … e811",
            ),
            Fact(
                term="For whom", text="Fabrikam IT Limited, New Zealand: Wellington, Christchurch"
            ),
            Fact(term="By whom", text="Mere Tautari, as director. Signed in with a second factor"),
        ),
        primary=Link(label="Receipt (PDF)", url="#pdf"),
        others=(Link(label="Receipt for machines (JSON)", url="#json"),),
        what_next=(
            Next(
                text="We have sent the receipt to mere.tautari@fabrikam.example",
                hint="Anyone you show it to can check it with the receipt number",
                icon="mail-check",
            ),
            Next(
                text="Your 5 people read it too",
                hint="They say “I have read it” by 28 February.",
                icon="users",
                tone=Tone.DUE,
                link=Link(label="Send it to them", url="#send"),
            ),
        ),
        back=Link(label="Back to home", url="/"),
    )


def queue_rows() -> list[dict[str, object]]:
    days = (18, 20, 24, 27)
    names = ("Tailspin Toys Online", "Proseware KK", "Adventure Works Cloud", "Coho Handel")
    return [
        {
            "partner": name,
            "what": f"C-2026-020{day % 10}: finding and measure",
            "part": "Decider",
            "due": DueDate(
                due_at=hamburg(day).due_at, zone=HAMBURG, place="Munich", now=NOW, warn_days=7
            ),
            "at": hamburg(day).due_at,
        }
        for day, name in zip(days, names, strict=True)
    ]


def components() -> dict[str, object]:
    return {
        "families": [
            (family, [badge_of(family, code) for code in codes_of(family)]) for family in Family
        ],
        "verdict": Verdict.of(
            badge_of("standing", "in-remediation"),
            title="Litware is in remediation, and halfway back",
            sentence="You can still sell, renew and support customers. Some incentive money waits "
            "until the plan is done.",
        ),
        "answers": answers(),
        "calm_answers": calm_answers(),
        "dues": due_dates(),
        "reasons": reasons(),
        "tasks": tasks(),
        "way_back": way_back(),
        "rungs": rungs(),
        "progress": Progress(value=3, whole=5, text="3 of 5 people done"),
        "used": Progress(value=41, whole=60, text="41 of 60 days used", tone=Tone.DUE),
        "figures": (
            Figure(name="You earned", value=Money(515_000, "EUR"), note="in October"),
            Figure(
                name="Held for you", value=Money(421_000, "EUR"), note="until your plan is done"
            ),
            Figure(name="Cancelled", value=Money(-34_000, "EUR"), note="from the 3 quotes"),
            Figure(name="People trained", value="5"),
        ),
        "amounts": (
            ("Earned", Money(1_240_000, "JPY")),
            ("Taken back", Money(-340_000, "JPY")),
        ),
        "amount_columns": (Column(label="What"), Column(label="Amount", numeric=True)),
        "now": NOW,
        "zone": HAMBURG,
    }


def queue() -> dict[str, object]:
    return {
        "rows": queue_rows(),
        "columns": (
            Column(label="What"),
            Column(label="Partner"),
            Column(label="Your part"),
            Column(label="Clock"),
            Column(label="Due (Munich)"),
            Column(label="Action", hidden=True),
        ),
        "totals": (
            Column(label="Standing"),
            Column(label="Partners", numeric=True),
            Column(label="Share", numeric=True),
        ),
        "chips": (
            Chip(label="This week", url="?when=week", count=4, current=True),
            Chip(label="Everything due", url="?when=all", count=38),
            Chip(label="Not reached", url="?when=none", count=0),
        ),
        "now": NOW,
        "zone": HAMBURG,
    }
