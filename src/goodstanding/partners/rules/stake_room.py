"""How much of a legal entity is owned on each day, kept so that thousands of owners are quick."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from goodstanding.partners.rules.stakes import WHOLE_BASIS_POINTS, Stake, no_room


class Room:
    """The shares of one entity that are held, added up day by day.

    A tree over the days on which a share may begin or end, so that a share is held, let go and
    looked at in steps that grow with the logarithm of their number. The leaves are the days in
    their order. ``_all`` says what is held on every day below a node, and ``_most`` the most that
    is held on one of them, without what the nodes above it say.
    """

    def __init__(self, stakes: Collection[Stake]) -> None:
        """Hold nothing yet; ``stakes`` are all that will ever be held or looked at."""
        days = {one.from_on.toordinal() for one in stakes}
        days |= {_after_end(one) for one in stakes if one.until_on is not None}
        self._days = sorted(days)
        self._places = {day: place for place, day in enumerate(self._days)}
        self._leaves = 1 << len(self._days).bit_length()
        self._all = [0] * (2 * self._leaves)
        self._most = [0] * (2 * self._leaves)

    def hold(self, stakes: Collection[Stake]) -> None:
        """Add some shares to what is held."""
        for one in stakes:
            self._add(one, one.share_basis_points)

    def let_go(self, stakes: Collection[Stake]) -> None:
        """Take some shares that are held away."""
        for one in stakes:
            self._add(one, -one.share_basis_points)

    def require(self, said: Stake) -> None:
        """Refuse what would make more than the whole, with what is held.

        Raises:
            NoRoomError: On some day the direct shares come to more than 100 %.
        """
        first, end = self._span(said)
        room = WHOLE_BASIS_POINTS - said.share_basis_points
        place = self._first_above(room, first, end)
        if place is not None:
            day = date.fromordinal(self._days[place])
            raise no_room(said, day=day, others_hold=self._held(place))

    def _span(self, stake: Stake) -> tuple[int, int]:
        first = self._places[stake.from_on.toordinal()]
        if stake.until_on is None:
            return first, len(self._days)
        return first, self._places[_after_end(stake)]

    def _add(self, stake: Stake, basis_points: int) -> None:
        first, end = (place + self._leaves for place in self._span(stake))
        left, right = first, end
        while left < right:
            if left & 1:
                self._add_below(left, basis_points)
                left += 1
            if right & 1:
                right -= 1
                self._add_below(right, basis_points)
            left, right = left >> 1, right >> 1
        self._sum_up(first)
        self._sum_up(end - 1)

    def _add_below(self, node: int, basis_points: int) -> None:
        self._all[node] += basis_points
        self._most[node] += basis_points

    def _sum_up(self, leaf: int) -> None:
        node = leaf >> 1
        while node:
            fuller = max(self._most[2 * node], self._most[2 * node + 1])
            self._most[node] = fuller + self._all[node]
            node >>= 1

    def _first_above(self, limit: int, first: int, end: int) -> int | None:
        """Return the place of the first day of a span on which more than a limit is held."""
        nodes = [(1, 0, self._leaves, limit)]  # with the first place below each, and how many
        while nodes:
            node, start, many, rest = nodes.pop()
            if start + many <= first or start >= end or self._most[node] <= rest:
                continue
            if many == 1:
                return start
            half, rest = many // 2, rest - self._all[node]
            nodes += [(2 * node + 1, start + half, half, rest), (2 * node, start, half, rest)]
        return None

    def _held(self, place: int) -> int:
        node, held = (place + self._leaves), 0
        while node:
            held += self._all[node]
            node >>= 1
        return held


def _after_end(stake: Stake) -> int:
    assert stake.until_on is not None  # asked only of a share that ends
    return stake.until_on.toordinal() + 1
