"""The grammar of duties: obligations with their verbs, and authorizations."""

from __future__ import annotations

from goodstanding.rulebook.parse_reading import Kind
from goodstanding.rulebook.schema import (
    Choice,
    Key,
    Listed,
    Mapped,
    Named,
    Outside,
    Phrase,
    Section,
    Shape,
)

_TEXT, _NAME = Phrase(Shape.TEXT), Phrase(Shape.NAME)
_DURATION, _MOMENT, _DAY = Phrase(Shape.DURATION), Phrase(Shape.MOMENT), Phrase(Shape.DAY)
_FLAG = Phrase(Shape.FLAG)
_PLACE = Choice(("partner", "entity", "location"))
_PARTS = Listed(Named(Kind.OBLIGATION))

_MATCHES = (
    Key("tier", "The tiers of their relationship.", Listed(Named(Outside.TIER))),
    Key("country", "Where the location is, in two letters.", Listed(Phrase(Shape.COUNTRY))),
    Key("region", "The region the location is in.", Listed(Named(Outside.REGION))),
    Key(
        "authorization",
        "Locations that hold one of these rights, from the day of the grant on.",
        Listed(Named(Kind.AUTHORIZATION)),
    ),
)
WHO = Section(
    (
        *_MATCHES,
        Key("not", "Takes out whoever matches all of this.", Section(_MATCHES)),
    )
)

_ACCEPT = Section(
    (
        Key("agreement", "What has to be accepted.", Named(Outside.AGREEMENT), required=True),
        Key(
            "per",
            "What has to accept: one word, or entity and region together.",
            Listed(Choice(("partner", "region", "entity", "location"))),
            required=True,
        ),
        Key(
            "affiliates",
            "A parent that owns more than this share can accept for an entity.",
            Phrase(Shape.SHARE),
            default="each accepts for itself",
        ),
    )
)
_GRACE = Section(
    (
        Key("joined", "Time for somebody who is new.", _DURATION, default="none"),
        Key("lapsed", "Time after a pass has ended.", _DURATION, default="none"),
        Key(
            "rejoined",
            "Being away this long makes coming back joining anew; in days or weeks.",
            _DURATION,
            default="180 days",
        ),
    )
)
_PASS = Section(
    (
        Key("course", "What has to be passed.", Named(Outside.COURSE), required=True),
        Key("people", "By people in these roles.", Listed(Named(Outside.ROLE)), required=True),
        Key("share", "By how many of them.", Phrase(Shape.SHARE), required=True),
        Key("valid", "How long a pass is good for.", _DURATION, required=True),
        Key("grace", "Time that joining and lapsing give.", _GRACE, default="none"),
    )
)
_REACH = Section(
    (
        Key(
            "contact",
            "The roles in which somebody has to be reachable.",
            Listed(Named(Outside.ROLE)),
            required=True,
        ),
        Key("proof", "How long a delivered message proves it.", _DURATION, required=True),
    )
)
_ATTAIN = Section(
    (
        Key("metric", "The amounts that are summed.", _NAME, required=True),
        Key("per", "What they are summed for.", Choice(("location",)), required=True),
        Key("over", "How many full months: 1 month to 5 years.", _DURATION, required=True),
        Key("least", "What the sum has to reach.", Phrase(Shape.MONEY), required=True),
    )
)
_ATTEST = Section(
    (
        Key("statement", "What has to be stated.", _NAME, required=True),
        Key("per", "What states it.", _PLACE, required=True),
        Key("valid", "How long a statement is good for.", _DURATION, default="until its own end"),
    )
)
_SHOW = Section(
    (
        Key("document", "What has to be on file.", _NAME, required=True),
        Key("per", "Whose document it is.", _PLACE, required=True),
    )
)

#: The one thing an obligation asks.
VERBS = ("accept", "pass", "reach", "attain", "attest", "show", "any", "all", "least")

OBLIGATION = Section(
    (
        Key("title", "The sentence people read.", _TEXT, required=True),
        Key("clause", "The words of an agreement it rests on.", Phrase(Shape.CLAUSE)),
        Key("who", "Whom it binds.", WHO, default="every enrolled partner"),
        Key("accept", "The newest material version of an agreement is accepted.", _ACCEPT),
        Key("pass", "A share of the people in some roles hold a pass of a course.", _PASS),
        Key("reach", "A message reached somebody in each role.", _REACH),
        Key("attain", "Amounts of the full months before an anniversary add up.", _ATTAIN),
        Key("attest", "A statement holds.", _ATTEST),
        Key("show", "A document is on file and still good.", _SHOW),
        Key("any", "At least one of these parts is met.", _PARTS),
        Key("all", "All of these parts are met.", _PARTS),
        Key(
            "least",
            "At least so many of these parts are met, such as 2: [insured, audited].",
            Mapped(Phrase(Shape.NUMBER), _PARTS),
        ),
        Key("due", "When it falls due.", _MOMENT),
        Key(
            "countdown",
            "What happens around the due day.",
            Named(Kind.COUNTDOWN),
            default="that of the authorization that needs it",
        ),
        Key(
            "since",
            "The day from which this form of the duty exists.",
            _DAY,
            default="the first version that says it",
        ),
        Key("part", "It only counts within another obligation.", _FLAG, default="false"),
    ),
    one_of=VERBS,
)

AUTHORIZATION = Section(
    (
        Key("title", "The sentence people read.", _TEXT, required=True),
        Key("who", "Who may be granted it.", WHO, default="everybody"),
        Key("per", "What it is granted to.", Choice(("location",)), required=True),
        Key("needs", "The obligations that keep it.", _PARTS, required=True),
        Key("tested", "When the needs are looked at: anniversary.", _MOMENT, required=True),
        Key(
            "countdown",
            "What happens around the test.",
            Named(Kind.COUNTDOWN),
            required=True,
        ),
        Key("exit", "The notice to leave.", _DURATION, required=True),
    )
)
