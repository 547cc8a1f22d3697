"""The grammar of a whole program pack."""

from __future__ import annotations

from goodstanding.rulebook.pack import Roll
from goodstanding.rulebook.parse_holidays import EVERYWHERE
from goodstanding.rulebook.parse_reading import Kind
from goodstanding.rulebook.schema import (
    Choice,
    Key,
    Listed,
    Mapped,
    Named,
    Phrase,
    Section,
    Shape,
)
from goodstanding.rulebook.schema_duties import AUTHORIZATION, OBLIGATION
from goodstanding.rulebook.schema_ladder import EXAMPLE, LADDER, MEASURE, STOPS

_TEXT, _NAME, _NUMBER = Phrase(Shape.TEXT), Phrase(Shape.NAME), Phrase(Shape.NUMBER)
_DURATION, _LEVEL = Phrase(Shape.DURATION), Named(Kind.LEVEL)

_LEVEL_KEYS = Section(
    (
        Key("name", "What the pack calls it.", _NAME, required=True),
        Key("title", "What people read.", _TEXT, required=True),
        Key("stops", "What it stops, beside what milder levels stop.", STOPS, default="nothing"),
        Key("final", "A later cure does not undo it.", Phrase(Shape.FLAG), default="false"),
    )
)
_COUNTDOWN = Section(
    (
        Key("grace", "The level while it was fulfilled once and is not due again.", _LEVEL),
        Key("due", "The level from the due day on.", _LEVEL),
    ),
    others=Mapped(Phrase(Shape.STEP), Named(Kind.LEVEL, ("remind", "warn"))),
)
_ANSWER = Section(
    (Key("usual", "From service of the allegation.", _DURATION, required=True),),
    others=Mapped(Named(Kind.SEVERITY), _DURATION),
)
_APPEAL = Section(
    (
        Key("within", "How long it can be filed.", _DURATION, required=True),
        Key("decided", "How long deciding it may take.", _DURATION, required=True),
        Key("stays", "Measures that wait for it.", Listed(Named(Kind.MEASURE)), default="none"),
    )
)
PACK = Section(
    (
        Key("pack", "The grammar this text is written in.", Choice(("1",)), required=True),
        Key("program", "The code of the program it is for.", _NAME, required=True),
        Key("version", "Counts from 1; the next one each time.", _NUMBER, required=True),
        Key("title", "What people call the rules.", _TEXT, required=True),
        Key("effective", "It judges from the first moment of this day.", Phrase(Shape.DAY), True),
        Key(
            "transition",
            "How long before what this version adds or tightens falls due.",
            _DURATION,
            default="none",
        ),
        Key(
            "zone",
            "Where the day of “effective” begins; due days go by the zone of each unit.",
            Phrase(Shape.ZONE),
            required=True,
        ),
        Key(
            "calendar",
            "Whose working days count where no country is known.",
            Phrase(Shape.CALENDAR),
            default="no working days are counted",
        ),
        Key(
            "roll",
            "A due day that is no working day of its calendar moves to the next one.",
            Choice(tuple(Roll)),
            default="due days stay where they fall",
        ),
        Key(
            "holidays",
            "Your own days off, beside weekends and public holidays.",
            Mapped(Phrase(Shape.CALENDAR, (EVERYWHERE,)), Listed(Phrase(Shape.DAY))),
            default="none",
        ),
        Key("effects", "What a level or a measure can stop or hold.", Listed(_NAME), True),
        Key("levels", "Best first; each stops what milder ones stop.", Listed(_LEVEL_KEYS), True),
        Key(
            "locations",
            "How far the rows of one location count for its partner.",
            Section((Key("most", "Up to this level.", _LEVEL, required=True),)),
            default="up to the second level",
        ),
        Key("countdowns", "What happens around a due day.", Mapped(_NAME, _COUNTDOWN)),
        Key("obligations", "What must be true of a partner.", Mapped(_NAME, OBLIGATION)),
        Key("authorizations", "What a location may hold.", Mapped(_NAME, AUTHORIZATION)),
        Key(
            "waivers",
            "What waiving a duty takes.",
            Section(
                (
                    Key("longest", "How long at most.", _DURATION, required=True),
                    Key("approvals", "How many people have to agree.", _NUMBER, required=True),
                )
            ),
            default="nothing can be waived",
        ),
        Key("measures", "What may follow from a finding.", Mapped(_NAME, MEASURE)),
        Key("ladder", "Which measure is recommended when.", LADDER),
        Key(
            "cases",
            "The clocks of a case.",
            Section(
                (
                    Key("answer", "Time to answer an allegation.", _ANSWER, required=True),
                    Key("appeal", "Time to appeal.", _APPEAL, default="there is no appeal"),
                )
            ),
        ),
        Key("examples", "Worked examples; a test runs each.", Listed(EXAMPLE)),
    )
)
