"""The invented world of the demonstration: companies and people that do not exist.

Addresses end in ``.example``, which is reserved for this. Everything is made from a fixed seed,
so that two demonstrations are alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

SEED = 20_261
RESELLERS = 200


@dataclass(frozen=True, slots=True)
class Country:
    """Where invented partners are: a country, its region in the program, a zone and a city."""

    code: str
    region: str
    zone: str
    city: str


COUNTRIES = (
    Country("DE", "emea", "Europe/Berlin", "Hamburg"),
    Country("GB", "emea", "Europe/London", "Leeds"),
    Country("FR", "emea", "Europe/Paris", "Lyon"),
    Country("ZA", "emea", "Africa/Johannesburg", "Durban"),
    Country("AE", "emea", "Asia/Dubai", "Dubai"),
    Country("US", "amer", "America/New_York", "Boston"),
    Country("CA", "amer", "America/Vancouver", "Vancouver"),
    Country("BR", "amer", "America/Sao_Paulo", "Recife"),
    Country("IN", "apac", "Asia/Kolkata", "Pune"),
    Country("NP", "apac", "Asia/Kathmandu", "Pokhara"),
    Country("JP", "apac", "Asia/Tokyo", "Osaka"),
    Country("AU", "apac", "Australia/Sydney", "Sydney"),
)

_STEMS = (
    *("Adventure", "Alpine", "Bellows", "Blue Yonder", "City Power", "Coho", "Consolidated"),
    *("Fourth Coffee", "Graphic", "Humongous", "Lamna", "Liberty", "Lucerne", "Margie"),
    *("Munson", "Nod", "Oak Grove", "Parnell", "Proseware", "Relecloud", "School of", "Southridge"),
    *("Trey", "Tasmanian", "Van Arsdel", "Wide World", "Wingtip", "Woodgrove"),
)
_KINDS = ("Systems", "Digital", "Networks", "Cloud", "Services", "Partners", "Software", "Works")
_FIRST = (
    *("Aisha", "Amir", "Ana", "Bao", "Carla", "Chidi", "Dana", "Elif", "Emeka", "Farid", "Greta"),
    *("Hana", "Ines", "Ivan", "Jun", "Kofi", "Lena", "Luca", "Mei", "Milan", "Nadia", "Noor"),
    *("Olga", "Paulo", "Priya", "Rafael", "Rosa", "Samir", "Sana", "Tariq", "Uma", "Vera", "Yuki"),
)
_LAST = (
    *("Abel", "Adeyemi", "Bauer", "Costa", "Dubois", "Eriksen", "Fischer", "Gurung", "Haddad"),
    *("Ito", "Jansen", "Kaya", "Kim", "Lopez", "Mbeki", "Moreau", "Nair", "Novak", "Okafor"),
    *("Pereira", "Quinn", "Rossi", "Sato", "Sharma", "Silva", "Tanaka", "Usman", "Varga", "Weber"),
)
_ENDINGS = {"DE": "GmbH", "FR": "SARL", "BR": "Ltda.", "JP": "KK", "US": "Inc.", "CA": "Inc."}


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedPerson:
    """Somebody who does not exist, and the roles they hold at their partner."""

    name: str
    email: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedPartner:
    """A company that does not exist, with its people."""

    number: str
    name: str
    entity: str
    country: Country
    people: tuple[InventedPerson, ...]
    distributor: str = ""  #: The number of the distributor it buys through.


def _slug(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _person(random: Random, company: str, *roles: str, taken: set[str]) -> InventedPerson:
    while True:
        first, last = random.choice(_FIRST), random.choice(_LAST)
        email = f"{first}.{last}@{_slug(company)}.example".lower()
        if email not in taken:
            taken.add(email)
            return InventedPerson(name=f"{first} {last}", email=email, roles=roles)


def _people(random: Random, company: str) -> tuple[InventedPerson, ...]:
    taken: set[str] = set()
    people = [
        _person(random, company, "signatory", taken=taken),
        _person(random, company, "compliance", taken=taken),
    ]
    if random.random() < 0.95:  # noqa: PLR2004 -- most have somebody for security.
        people.append(_person(random, company, "security", taken=taken))
    for role in ("sales", "marketing", "distribution")[: random.randint(1, 3)]:
        people.extend(
            _person(random, company, role, taken=taken) for _ in range(random.randint(1, 2))
        )
    return tuple(people)


def _named(
    number: str, name: str, country: Country, people: dict[str, tuple[str, ...]], distributor: str
) -> InventedPartner:
    domain = f"{_slug(name.split(maxsplit=1)[0])}.example"
    return InventedPartner(
        number=number,
        name=name,
        entity=f"{name} {_ENDINGS.get(country.code, 'Ltd')}",
        country=country,
        people=tuple(
            InventedPerson(name=who, email=f"{who.split()[0].lower()}@{domain}", roles=roles)
            for who, roles in people.items()
        ),
        distributor=distributor,
    )


def distributors() -> tuple[InventedPartner, ...]:
    """Return the two distributors."""
    manager = ("distributor-manager", "compliance", "sales")
    return (
        _named("D-100", "Northwind Distribution", COUNTRIES[0],
               {"Petra Lang": ("signatory",), "Tom Becker": manager}, ""),
        _named("D-200", "Tailspin Trade", COUNTRIES[5],
               {"Grace Hill": ("signatory",), "Omar Reyes": manager}, ""),
    )  # fmt: skip


def named_resellers() -> tuple[InventedPartner, ...]:
    """Return the resellers the tour of the demonstration visits."""
    return (
        _named("R-1001", "Litware Systemhaus", COUNTRIES[0],
               {"Jonas Brandt": ("signatory", "sales"), "Mara Klein": ("compliance", "marketing"),
                "Ole Petersen": ("sales", "security")}, "D-100"),
        _named("R-1002", "Fabrikam Cloud", COUNTRIES[6],
               {"Elena Marsh": ("signatory",), "Ravi Patel": ("compliance", "sales"),
                "Joan Lee": ("security", "distribution")}, "D-200"),
        _named("R-1003", "Adatum Networks", COUNTRIES[9],
               {"Sita Gurung": ("signatory", "compliance"), "Bikash Rai": ("sales", "security")},
               "D-200"),
    )  # fmt: skip


def resellers() -> Iterator[InventedPartner]:
    """Yield the named resellers, then invented ones, 200 in all."""
    yield from named_resellers()
    random = Random(SEED)  # noqa: S311 -- an invented world is no secret.
    names = [f"{stem} {kind}" for stem in _STEMS for kind in _KINDS]
    random.shuffle(names)
    for index, name in enumerate(names[: RESELLERS - len(named_resellers())]):
        country = COUNTRIES[index % len(COUNTRIES)]
        yield InventedPartner(
            number=f"R-{2001 + index}",
            name=name,
            entity=f"{name} {_ENDINGS.get(country.code, 'Ltd')}",
            country=country,
            people=_people(random, name),
            distributor="D-100" if country.region == "emea" else "D-200",
        )
