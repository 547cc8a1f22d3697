"""The grammar of what follows from a finding: measures, the ladder, and worked examples."""

from __future__ import annotations

from goodstanding.rulebook.parse_reading import Kind
from goodstanding.rulebook.schema import (
    Choice,
    Either,
    Key,
    Listed,
    Mapped,
    Named,
    Outside,
    Phrase,
    Section,
    Shape,
)

_TEXT, _NAME, _NUMBER = Phrase(Shape.TEXT), Phrase(Shape.NAME), Phrase(Shape.NUMBER)
_DURATION, _LENGTH, _DAY = Phrase(Shape.DURATION), Phrase(Shape.LENGTH), Phrase(Shape.DAY)
_FLAG, _CLAUSE = Phrase(Shape.FLAG), Phrase(Shape.CLAUSE)
_SEVERITY, _MEASURES = Named(Kind.SEVERITY), Listed(Named(Kind.MEASURE))
_SCORE = Key("score", "A score; this version does not run one.", Phrase(Shape.ANYTHING))
STOPS = Listed(Named(Kind.EFFECT), alone="all")

_ENDS = Section(
    (
        Key("pass", "The course whose pass ends it.", Named(Outside.COURSE), required=True),
        Key("wait", "How long after the pass.", _DURATION, default="at once"),
        Key("unless", "What keeps it going meanwhile.", Choice(("repeated",)), default="nothing"),
        Key("forgive", "The finding stops counting.", _FLAG, default="false"),
    )
)
_RELEASE = Section(
    (
        Key("after", "When release may be decided.", _LENGTH, required=True),
        Key("least", "Never sooner than this, whatever the factors.", _DURATION),
        Key("most", "Never later than this, whatever the factors.", _DURATION),
        Key("if", "What has to be true then, in words.", Listed(_TEXT)),
    )
)
MEASURE = Section(
    (
        Key("level", "The level while it lasts.", Named(Kind.LEVEL), default="none"),
        Key("stops", "What it stops.", STOPS, default="nothing"),
        Key("holds", "Earned money it delays.", Listed(Named(Kind.EFFECT)), default="none"),
        Key(
            "lasts",
            "How long; or a length for each number of findings.",
            Either(_LENGTH, Mapped(Phrase(Shape.FINDINGS), _DURATION)),
        ),
        Key("ends", "What ends it earlier.", _ENDS),
        Key("assign", "The course it asks for.", Named(Outside.COURSE)),
        Key("due", "When what it asks for falls due.", Phrase(Shape.MOMENT)),
        Key("notice", "How long before it begins.", _DURATION, default="it begins at once"),
        Key("release", "For what lasts until released.", _RELEASE),
        Key("conditions", "What goes with it, in words.", Listed(_TEXT)),
        Key("leaves", "What stays on the record, in words.", _TEXT),
        Key("recovers", "What is taken back.", Choice(("earnings",)), default="nothing"),
        Key("interim", "Protects before a finding; it counts nowhere.", _FLAG, default="false"),
        Key("failure", "What failing it is.", Choice(("an event",)), default="nothing"),
    )
)

_CONDITION = Section(
    (
        Key("findings", "At least so many, each as below.", _NUMBER, default="1"),
        Key("severity", "Each at least this severe.", _SEVERITY, default="any"),
        Key("same", "They have this in common.", Choice(("family", "clause"))),
        Key("after", "Each after service of this rung, or a higher one.", Named(Kind.RUNG)),
        Key("within", "From the first to the last.", _DURATION, default="the look-back"),
        Key("failed", "This measure failed, and nothing answered it yet.", Named(Kind.MEASURE)),
        Key("persistent", "A condition of persistence holds.", _FLAG),
        _SCORE,
    )
)
RUNG = Section(
    (
        Key("name", "What the rung is called.", _NAME, required=True),
        Key(
            "when",
            "Any of these conditions reaches it.",
            Listed(_CONDITION),
            default="it answers findings that do not count",
        ),
        Key("then", "The measures it recommends.", _MEASURES, required=True),
        Key("approvals", "How many people have to agree.", _NUMBER, default="1"),
        Key(
            "remembered",
            "For how long, or always.",
            Phrase(Shape.DURATION, also=("always",)),
            default="the look-back",
        ),
    )
)
_COUNTS = Section(
    (
        Key("within", "How long a finding counts, by its day.", _DURATION, required=True),
        Key(
            "since",
            "Earlier events teach and do not count.",
            Choice(("first-acceptance", "enrolment")),
            default="every event counts",
        ),
        Key(
            "once", "Findings that count as one.", Choice(("day", "notice", "never")), False, "day"
        ),
    )
)
_FACTOR = Section(
    (
        Key("rungs", "Moves the rung: a sign and a number.", Phrase(Shape.RUNGS)),
        Key("lasts", "Moves its time: +1 year, or -25 %.", Phrase(Shape.CHANGE)),
    )
)
LADDER = Section(
    (
        Key("severities", "Mildest first.", Listed(_NAME), required=True),
        Key(
            "families",
            "Clauses whose findings repeat one another.",
            Mapped(_NAME, Listed(_CLAUSE)),
        ),
        Key("counts", "Which findings count.", _COUNTS, required=True),
        Key("persistent", "Any of these is persistence.", Listed(_CONDITION)),
        Key("rungs", "Mildest first.", Listed(RUNG), required=True),
        Key("beside", "Measures that may go with any rung.", _MEASURES),
        Key("factors", "Circumstances the decider may find.", Mapped(_NAME, _FACTOR)),
        Key(
            "deviation",
            "What deciding otherwise takes.",
            Section(
                (
                    Key("reason", "A reason in words.", _FLAG, default="true"),
                    Key("approvals", "How many people have to agree.", _NUMBER, default="1"),
                )
            ),
        ),
        _SCORE,
    )
)

EXAMPLE = Section(
    (
        Key("says", "What it shows, in words.", _TEXT, required=True),
        Key(
            "findings",
            "What was found.",
            Listed(
                Section(
                    (
                        Key("clause", "Which clause.", _CLAUSE, required=True),
                        Key("day", "When it happened.", _DAY, required=True),
                        Key("severity", "How severe.", _SEVERITY, default="the mildest"),
                        Key("overturned", "It was undone.", _FLAG, default="false"),
                    )
                )
            ),
            required=True,
        ),
        Key(
            "decided",
            "What was decided before.",
            Listed(
                Section(
                    (
                        Key("rung", "Which rung.", Named(Kind.RUNG), required=True),
                        Key("notice", "The day of its notice.", _DAY, required=True),
                        Key("passed", "The day its course was passed.", _DAY),
                    )
                )
            ),
        ),
        Key("failed", "Measures that failed.", _MEASURES),
        Key("factors", "Circumstances that were found.", Listed(Named(Kind.FACTOR))),
        Key("asked", "The day it is asked about.", _DAY, default="the last day named"),
        Key("accepted", "The day of the first acceptance.", _DAY),
        Key("enrolled", "The day of the enrolment.", _DAY),
        Key("orders", "A score; this version does not run one.", Phrase(Shape.ANYTHING)),
        Key(
            "expect",
            "What should follow.",
            Section(
                (
                    Key("rung", "Which rung, or none.", Named(Kind.RUNG, ("none",)), required=True),
                    Key(
                        "then", "How long each measure lasts.", Mapped(Named(Kind.MEASURE), _LENGTH)
                    ),
                    Key("approvals", "How many people have to agree.", _NUMBER),
                    _SCORE,
                )
            ),
            required=True,
        ),
    )
)
