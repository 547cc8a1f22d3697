"""The shortest way back: the fewest acts after which everything holds, and when it does.

What is missing is a condition over acts a partner can do: this person passes, the signatory
accepts. Fewest acts count first, then the earliest day. A greedy choice is wrong as soon as
one of several is enough, or one act serves two duties, so the choice is searched, exactly
where the search ends within its bound; whoever reads the answer is told where it did not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count

#: How many choices are looked at before the best one so far is taken,
CHOICES_MAX = 20_000
#: and how many one within the other, as each takes room of its own.
DEPTH_MAX = 150


class ActKind(StrEnum):
    """What a partner can do so that a duty is met."""

    ACCEPT = "accept"  #: Somebody with authority accepts an agreement for a unit.
    PASS = "pass"  # noqa: S105 -- a course, not a word to sign in with.
    #: A person passes a course.
    NAME = "name"  #: Somebody is named for a contact role.
    READ = "read"  #: A named contact reads a message of ours.
    ATTEST = "attest"  #: Somebody with authority makes a statement for a unit.
    SHOW = "show"  #: A document is shown for a unit, and checked.


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Act:
    """One thing somebody does once."""

    kind: ActKind
    subject: str  #: The agreement, course, contact role, statement or document.
    unit: str = ""  #: For which unit; empty: the whole partner.
    person: str = ""  #: Who; empty: anybody who may.


@dataclass(frozen=True, slots=True)
class Done:
    """Holds once an act is done."""

    act: Act


@dataclass(frozen=True, slots=True)
class From:
    """Holds from an instant on, without anybody acting."""

    instant: datetime


@dataclass(frozen=True, slots=True)
class Never:
    """Nothing the partner does makes it hold: it waits for us, or for what cannot be undone."""

    #: The duty and the unit, where time may meet it, and the next instant at which it may.
    about: tuple[str, str | None] | None = None
    turns_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Holds once ``count`` of ``parts`` hold. All of none is what already holds."""

    count: int
    parts: tuple[Need, ...]


Leaf = Done | From | Never
Need = Leaf | AtLeast


def every(*parts: Need) -> AtLeast:
    """Return the need for all of ``parts``."""
    return AtLeast(len(parts), parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """What to do, and when it is enough. No acts: waiting is enough."""

    acts: tuple[Act, ...]
    ready_at: datetime | None  #: None: as soon as the acts are done.
    shortest: bool  #: Whether no shorter way exists; else it was too much to search.


def way_back(need: Need) -> WayBack | None:
    """Return the shortest way to make ``need`` hold; None where no act and no waiting does.

    Where there is too much to search there is a way all the same, and it works.
    """
    open_need = _open(need)
    search = _Search(classes=_classes(open_need))
    search.look([open_need], frozenset(), None)
    if search.best is None and not search.stopped:
        return None
    acts, ready_at = search.best or _enough(open_need)
    return WayBack(acts=tuple(sorted(acts)), ready_at=ready_at, shortest=not search.stopped)


def _open(need: Need) -> Need:
    """Return a need without what cannot hold, what holds already, and what stands alone.

    Each choice left is one that can be made, and acts that do equally well lie together.
    """
    if not isinstance(need, AtLeast):
        return need
    parts = [_open(part) for part in need.parts]
    held = sum(_is_held(part) for part in parts)
    left = [part for part in parts if not isinstance(part, Never) and not _is_held(part)]
    count = max(need.count - held, 0)
    if count > len(left):
        return Never()
    return left[0] if count == len(left) == 1 else AtLeast(count, tuple(left) if count else ())


def _is_held(need: Need) -> bool:
    return isinstance(need, AtLeast) and need.count == 0


def _enough(need: Need) -> tuple[frozenset[Act], datetime | None]:
    """Return acts of which none can be left out; what serves most is left out last."""
    serves = Counter(part.act for part in leaves(need) if isinstance(part, Done))
    instants = sorted({part.instant for part in leaves(need) if isinstance(part, From)})
    acts, last = frozenset(serves), max(instants, default=None)
    for act in sorted(serves, key=lambda each: (serves[each], each)):
        if holds(need, acts - {act}, last):
            acts -= {act}
    return acts, next(at for at in (None, *instants) if holds(need, acts, at))


_Class = frozenset[tuple[int, int]]


@dataclass(slots=True)
class _Search:
    classes: dict[Act, _Class]
    best: tuple[frozenset[Act], datetime | None] | None = None
    looked: int = 0
    depth: int = 0  #: How many choices are made one within the other just now.
    stopped: bool = False  #: Whether there was too much to look at all of it.

    def look(self, needs: Sequence[Need], acts: frozenset[Act], ready_at: datetime | None) -> None:
        """Look at every way to make ``needs`` hold beside what is chosen already."""
        self.looked += 1
        waiting, choices = list(needs), list[tuple[list[Need], int]]()
        while waiting:
            match each := waiting.pop():
                case Never():
                    return
                case Done(act):
                    acts |= {act}
                case From(instant):
                    ready_at = _later(ready_at, instant)
                case _:
                    if len(each.parts) == each.count:
                        waiting.extend(each.parts)
                    else:
                        choices.append(([*each.parts], each.count))
        if self._is_better(acts, ready_at):
            self._choose(choices, acts, ready_at)

    def _choose(
        self,
        choices: Sequence[tuple[list[Need], int]],
        acts: frozenset[Act],
        ready_at: datetime | None,
    ) -> None:
        """Branch on the first choice that what is chosen does not settle; keep what needs none."""
        for number, (parts, least) in enumerate(choices):
            missing = [part for part in parts if not holds(part, acts, ready_at)]
            left = least - len(parts) + len(missing)
            if left > 0:
                others = [AtLeast(n, tuple(p)) for p, n in choices[number + 1 :]]
                for chosen in self._ways(missing, left):
                    if self.looked > CHOICES_MAX or self.depth > DEPTH_MAX:
                        self.stopped = True
                        return
                    self.depth += 1
                    self.look([*others, *chosen], acts, ready_at)
                    self.depth -= 1
                return
        self.best = (acts, ready_at)

    def _is_better(self, acts: frozenset[Act], ready_at: datetime | None) -> bool:
        if self.best is None:
            return True
        best_acts, best_ready_at = self.best
        if len(acts) != len(best_acts):
            return len(acts) < len(best_acts)
        return best_ready_at is not None and (ready_at is None or ready_at < best_ready_at)

    def _ways(self, parts: Sequence[Need], wanted: int) -> Iterator[list[Need]]:
        """Yield every choice of ``wanted`` parts, one of each kind that are as good as another."""
        groups: dict[object, list[Need]] = {}
        for number, part in enumerate(parts):
            alike = self.classes[part.act] if isinstance(part, Done) else number
            groups.setdefault(alike, []).append(part)
        # What stands here twice is chosen twice for one act, so the same acts lie together, and
        # whoever is named first is asked first.
        first = {part: number for number, part in reversed(list(enumerate(parts)))}
        for group in groups.values():
            group.sort(key=first.__getitem__)
        yield from _picks(list(groups.values()), wanted)


def _picks(groups: Sequence[list[Need]], wanted: int) -> Iterator[list[Need]]:
    if not groups:
        if wanted == 0:
            yield []
        return
    first, *others = groups
    for taken in range(min(len(first), wanted), -1, -1):
        for rest in _picks(others, wanted - taken):
            yield first[:taken] + rest


def _classes(need: Need) -> dict[Act, _Class]:
    """Return for each act in which choices it stands how often: alike are interchangeable."""
    stands: dict[Act, dict[int, int]] = {}
    waiting: list[tuple[int, Need]] = [(0, need)]
    numbers = count(1)
    while waiting:
        number, each = waiting.pop()
        match each:
            case Done(act):
                times = stands.setdefault(act, {})
                times[number] = times.get(number, 0) + 1
            case AtLeast(parts=parts):
                own = next(numbers)
                waiting.extend((own, part) for part in parts)
            case _:
                pass
    return {act: frozenset(times.items()) for act, times in stands.items()}


def holds(need: Need, acts: frozenset[Act], at: datetime | None) -> bool:
    """Return whether ``need`` holds once ``acts`` are done, at ``at`` (None: now)."""
    match need:
        case Done(act):
            return act in acts
        case From(instant):
            return at is not None and instant <= at
        case Never():
            return False
        case _:
            return sum(holds(part, acts, at) for part in need.parts) >= need.count


def acts_in(need: Need) -> frozenset[Act]:
    """Return every act that stands in a need."""
    return frozenset(part.act for part in leaves(need) if isinstance(part, Done))


def leaves(need: Need) -> Iterator[Leaf]:
    """Yield what a need is made of in the end."""
    waiting: list[Need] = [need]
    while waiting:
        match waiting.pop():
            case AtLeast(parts=parts):
                waiting.extend(parts)
            case leaf:
                yield leaf


def instead_of(act: Act, acts: Sequence[Act], need: Need) -> tuple[Act, ...]:
    """Return the acts of the same kind, about the same, that do as well as one of ``acts``."""
    others = frozenset(acts) - {act}
    return tuple(
        sorted(
            each
            for each in acts_in(need) - frozenset(acts)
            if (each.kind, each.subject) == (act.kind, act.subject)
            and holds(need, others | {each}, None)
        )
    )


def does_for(act: Act, other: Act, need: Need) -> bool:
    """Return whether an act meets all that another is asked for in a need."""
    return all(
        each.count == 1 and Done(act) in each.parts
        for each in _choices(need)
        if Done(other) in each.parts
    )


def _choices(need: Need) -> Iterator[AtLeast]:
    waiting = [need]
    while waiting:
        each = waiting.pop()
        if isinstance(each, AtLeast):
            yield each
            waiting.extend(each.parts)


def _later(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else max(one, other)
