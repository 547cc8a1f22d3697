"""Read obligations, with the one thing each asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from goodstanding.rulebook.document import Node, Scalar
from goodstanding.rulebook.errors import Mark, ProblemCode
from goodstanding.rulebook.pack import REJOINED, Accept, Obligation, Pass, Reach, Unit, Verb, Who
from goodstanding.rulebook.parse_attain import check_anniversary, check_attain_due, read_attain
from goodstanding.rulebook.parse_papers import read_attest, read_show
from goodstanding.rulebook.parse_parts import (
    COMPOSING,
    read_composed,
    refuse_keys_of_the_whole,
    resolve,
)
from goodstanding.rulebook.parse_reading import Fields, Kind, Reading
from goodstanding.rulebook.parse_units import read_unit
from goodstanding.rulebook.phrases import Anchor, Due, Duration, read_moment, read_share

_VERBS = ("accept", "pass", "reach", "attain", "attest", "show", *COMPOSING)
_COUNTRY = re.compile(r"[A-Z]{2}")
#: What a duty can fall due by. A contact is not served, so nothing runs from service there.
_ANCHORS = {
    "accept": tuple(Anchor),
    "reach": (Anchor.ASSIGNMENT, Anchor.ANNIVERSARY),
    "attest": (Anchor.ASSIGNMENT, Anchor.SERVICE, Anchor.ANNIVERSARY),
    "show": (Anchor.ASSIGNMENT, Anchor.SERVICE, Anchor.ANNIVERSARY),
    **dict.fromkeys(COMPOSING, (Anchor.ASSIGNMENT, Anchor.SERVICE)),
}
#: What happens to the thing a verb asks for, where something runs from it.
_HAPPENS = {
    Anchor.SERVICE: "served",
    Anchor.PUBLICATION: "published",
    Anchor.EFFECT: "put into effect",
}
#: The units for which it does not matter which entity accepted.
_ANYBODY = (Unit.PARTNER, Unit.REGION)
_WHO = ("tier", "country", "region", "authorization")


def read_obligations(reading: Reading, node: Node) -> tuple[Obligation, ...]:
    """Return the obligations, in the order of the file."""
    found = [_obligation(reading, key, value) for key, value in reading.entries(node)]
    return resolve(reading, [obligation for obligation in found if obligation is not None])


def _obligation(reading: Reading, key: Scalar, node: Node) -> Obligation | None:
    fields = reading.fields(
        node,
        required=("title",),
        optional=("countdown", "clause", "who", "due", "since", "part", *_VERBS),
    )
    part = fields.read("part", reading.flag) or False
    title = fields.read("title", reading.text)
    countdown = fields.read("countdown", reading.declared_name(Kind.COUNTDOWN))
    clause = fields.read("clause", reading.clause)
    who = fields.read("who", lambda item: read_who(reading, item))
    since = fields.read("since", reading.day)
    verb = _verb(reading, fields)
    if who is not None and who.authorizations and isinstance(verb, Pass):
        reading.not_compiled(
            fields.at("who"),
            "A course for the people of who holds an authorization is",
            "Name tiers, countries or regions instead",
        )
    due = fields.read("due", reading.phrase(read_moment))
    if part:
        refuse_keys_of_the_whole(reading, fields)
    else:
        _check_due(reading, fields, due)
        if due is not None:
            check_anniversary(reading, fields, due)
    if title is None or verb is None or (countdown is None and fields.has("countdown")):
        return None
    return Obligation(
        name=key.text,
        title=title,
        verb=verb,
        countdown=countdown,
        clause=clause,
        who=who,
        due=due,
        since=since,
        part=part,
    )


def _verb(reading: Reading, fields: Fields) -> Verb | None:
    """Return the one thing the obligation asks, reading every verb that is written."""
    given = [verb for verb in _VERBS if fields.has(verb)]
    if len(given) != 1:
        said = f"{len(given)} ({', '.join(given)})" if given else "none"
        reading.refuse(
            fields.mark,
            ProblemCode.NOT_ONE_VERB,
            f"An obligation asks exactly one thing, and this one asks {said}. Write one of "
            f"{', '.join(_VERBS)} here, and another obligation for each further thing.",
        )
    verbs = (
        fields.read("accept", lambda item: _accept(reading, item)),
        fields.read("pass", lambda item: _pass(reading, item)),
        fields.read("reach", lambda item: _reach(reading, item)),
        fields.read("attest", lambda item: read_attest(reading, item)),
        fields.read("show", lambda item: read_show(reading, item)),
        read_composed(reading, fields),
        fields.read("attain", lambda item: read_attain(reading, item)),
    )
    return next((verb for verb in verbs if verb is not None), None)


def _accept(reading: Reading, node: Node) -> Accept | None:
    fields = reading.fields(node, required=("agreement", "per"), optional=("affiliates",))
    agreement = fields.read(
        "agreement", reading.outside(reading.known.agreements, "an agreement of this program")
    )
    per = fields.read("per", lambda item: read_unit(reading, item))
    affiliates = fields.read("affiliates", reading.phrase(read_share))
    if affiliates is not None and per in _ANYBODY:
        reading.refuse(
            fields.at("affiliates"),
            ProblemCode.DOES_NOT_FIT,
            f"Per {per} any entity accepts for all of them. Leave “affiliates” out, or count per "
            "entity.",
        )
    if agreement is None or per is None:
        return None
    return Accept(agreement=agreement, per=per, affiliates=affiliates)


def _pass(reading: Reading, node: Node) -> Pass | None:
    fields = reading.fields(
        node, required=("course", "people", "share", "valid"), optional=("grace",)
    )
    course = fields.read("course", reading.outside(reading.known.courses, "a course"))
    role = reading.outside(reading.known.roles, "a role")
    people = fields.read("people", lambda item: reading.distinct(item, role))
    share_percent = fields.read("share", reading.phrase(read_share))
    valid = fields.read("valid", reading.duration)
    grace = fields.read("grace", lambda item: _grace(reading, item)) or {}
    if course is None or people is None or share_percent is None or valid is None:
        return None
    return Pass(
        course=course,
        people=people,
        share_percent=share_percent,
        valid=valid,
        grace_joined=grace.get("joined"),
        grace_lapsed=grace.get("lapsed"),
        grace_rejoined=grace.get("rejoined", REJOINED),
    )


def _grace(reading: Reading, node: Node) -> dict[str, Duration]:
    fields = reading.fields(node, optional=("joined", "lapsed", "rejoined"))
    given = {key: fields.read(key, reading.duration) for key in fields.nodes}
    away = given.get("rejoined")
    if away is not None and away.months:
        reading.refuse(
            fields.at("rejoined"),
            ProblemCode.DOES_NOT_FIT,
            f"“{away}” is not the same number of days each time. Give days or weeks.",
        )
    return {key: duration for key, duration in given.items() if duration is not None}


def _reach(reading: Reading, node: Node) -> Reach | None:
    fields = reading.fields(node, required=("contact", "proof"))
    role = reading.outside(reading.known.roles, "a role")
    roles = fields.read("contact", lambda item: reading.distinct(item, role))
    proof = fields.read("proof", reading.duration)
    return None if roles is None or proof is None else Reach(roles=roles, proof=proof)


def _check_due(reading: Reading, fields: Fields, due: Due | None) -> None:
    """Refuse a due day that this kind of duty cannot have."""
    verb = next((verb for verb in _VERBS if fields.has(verb)), None)
    if verb == "pass":
        if fields.has("due"):
            reading.refuse(
                fields.at("due"),
                ProblemCode.DOES_NOT_FIT,
                "Each person has their own due day. Leave “due” out and say “grace” in “pass”.",
            )
    elif verb is not None and not fields.has("due"):
        reading.refuse(
            fields.mark,
            ProblemCode.MISSING_KEY,
            "“due” is missing here. Say when the duty falls due, such as 30 days after assignment.",
        )
    elif due is None or verb is None:
        return
    elif verb == "attain":
        check_attain_due(reading, fields, due)
    elif due.anchor not in _ANCHORS[verb]:
        _refuse_anchor(reading, fields.at("due"), verb, due)
    elif due.after is None and due.anchor is not Anchor.ANNIVERSARY:
        reading.refuse(
            fields.at("due"),
            ProblemCode.IMPOSSIBLE_DUTY,
            f"Nobody can meet a duty on the day of its {due.anchor}. Give time, such as "
            f"30 days after {due.anchor}.",
        )


def _refuse_anchor(reading: Reading, where: Mark, verb: str, due: Due) -> None:
    known = [anchor for anchor in _ANCHORS[verb] if anchor is not Anchor.ANNIVERSARY]
    *first, last = [word for anchor, word in _HAPPENS.items() if anchor not in known]
    reading.refuse(
        where,
        ProblemCode.NO_NOTICE,
        f"Nothing that “{verb}” asks is {', '.join(first)} or {last}, so “{due}” never comes. "
        f"Count from {' or '.join(known)}.",
    )


def read_who(reading: Reading, node: Node) -> Who | None:
    """Return whom a duty binds."""
    fields = reading.fields(node, optional=(*_WHO, "not"))
    who = _matches(reading, fields)
    excluded = fields.read(
        "not", lambda item: _matches(reading, reading.fields(item, optional=_WHO))
    )
    if excluded is None:
        return who
    if excluded.authorizations:
        reading.not_compiled(
            fields.at("not"),
            "Leaving out who holds an authorization is",
            "Name those whom the duty binds",
        )
    if _contradicts(who, excluded):
        reading.refuse(
            fields.at("not"),
            ProblemCode.IMPOSSIBLE_DUTY,
            "“not” leaves out everyone “who” names, so this binds nobody. Repair one of the two.",
        )
    return replace(who, excluded=excluded)


def _matches(reading: Reading, fields: Fields) -> Who:
    if fields.empty:
        reading.refuse(
            fields.mark,
            ProblemCode.NO_VALUE,
            f"Nobody is named here. Name {', '.join(_WHO[:3])}, or leave the key out.",
        )

    def read(key: str, read_one: Callable[[Node], str | None]) -> tuple[str, ...]:
        return fields.read(key, lambda node: reading.distinct(node, read_one)) or ()

    tiers, regions = reading.known.tiers, reading.known.regions
    return Who(
        tiers=read("tier", _code(reading, tiers, "a tier of this program")),
        countries=read("country", lambda node: _country(reading, node)),
        regions=read("region", _code(reading, regions, "a region of this program")),
        authorizations=read("authorization", reading.declared_name(Kind.AUTHORIZATION)),
    )


def _code(
    reading: Reading, known: frozenset[str] | None, what: str
) -> Callable[[Node], str | None]:
    return reading.code if known is None else reading.one_of(sorted(known), what)


def _country(reading: Reading, node: Node) -> str | None:
    code = reading.code(node)
    if code is not None and not _COUNTRY.fullmatch(code):
        reading.refuse(
            node,
            ProblemCode.NOT_A_NAME,
            f"“{code}” is not a country. Write the two capital letters of ISO 3166, such as DE.",
        )
    return code


def _contradicts(who: Who, excluded: Who) -> bool:
    """Return whether everyone in ``who`` is also in ``excluded``."""
    pairs = [
        (who.tiers, excluded.tiers),
        (who.countries, excluded.countries),
        (who.regions, excluded.regions),
    ]
    named = [(have, out) for have, out in pairs if out]
    return bool(named) and all(have and set(have) <= set(out) for have, out in named)
