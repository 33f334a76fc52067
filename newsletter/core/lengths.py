"""Choose which sentences tell a story in so many words, and in which order.

Pure. The win comes first, then what came before it, who acted, and what remains; between them as much of what stands
beside it as there is room for. No sentence leaves the one it leans on, and one is told later than its place only where
it says itself that it happened before. Which sentences may be used is ``core.usable``' matter.

::

    units ─nucleus─▶ the win, with what it leans on ─roles─▶ + before, acted, remains ─fill─▶ + neighbours ─▶ in order
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from newsletter.core.usable import Stand, Unit

LINE, STORY, LONG = 25, 90, 150  #: the most words of each length
SHORT = 60  #: a text of so few words is told as it stands
#: So many are told wherever the source has them; from then on no paragraph is begun that does not fit.
ENOUGH, ENOUGH_OF_LONG = 40, 120

#: What a story tells beside the win, in the order in which room is given to it; of each, what tells it best first.
_ROLES: tuple[tuple[Callable[[Unit], bool], ...], ...] = (
    (lambda one: one.suffered, lambda one: one.earlier and not one.acted),
    (lambda one: one.remains,),
    (lambda one: one.acted,),
)


def told(units: Sequence[Unit], room: int) -> tuple[Unit, ...]:
    """Tell one story in at most ``room`` words, in the order in which it is told."""
    nucleus = _nucleus(units, room)
    if not nucleus:
        return _too_long(units, room)
    if total(units) <= min(SHORT, room) and units[0].stand is Stand.ALONE:
        return tuple(units)
    telling = _Telling(units, nucleus, room, enough=ENOUGH if room <= STORY else ENOUGH_OF_LONG)
    telling.take_roles()
    telling.fill()
    found = telling.in_order()
    if total(found) >= min(telling.enough, STORY):
        return found
    in_its_order = _run_up_to(units, nucleus, room)
    return in_its_order if _is_much_fuller(in_its_order, found) else found


def _is_much_fuller(one: Sequence[Unit], other: Sequence[Unit]) -> bool:
    """Whether it tells the win as well, and so much more that it may come later."""
    if any(told.tells_the_win for told in other) and not any(told.tells_the_win for told in one):
        return False
    return total(one) > total(other) and (total(other) < ENOUGH or 2 * total(one) > 3 * total(other))


def win_of(units: Sequence[Unit]) -> Unit | None:
    """The sentence of the win around which a story is told."""
    nucleus = [units[at] for at in _nucleus(units, LONG)]
    return next((one for one in nucleus if one.tells_the_win), None)


def beginning(units: Sequence[Unit], room: int) -> tuple[Unit, ...]:
    """Tell the beginning as it stands: of a text that retells several stories nothing is put beside something else."""
    start = next((at for at, one in enumerate(units) if one.stand is Stand.ALONE and one.words <= room), 0)
    return tuple(_fitting(units[start:], room))


def total(units: Iterable[Unit]) -> int:
    return sum(one.words for one in units)


def are_neighbours(one: Unit, other: Unit) -> bool:
    """Whether nothing stands between two sentences in their source."""
    return other.number == one.number + 1


# --- where it begins ------------------------------------------------------------------------------


def _nucleus(units: Sequence[Unit], room: int) -> tuple[int, ...]:
    """The first win that can open a story, with what it leans on; the places of its sentences, as they are told."""
    wins = [at for at, one in enumerate(units) if one.tells_the_win and one.words <= room]
    if not wins:
        return () if any(one.tells_the_win for one in units) else _opening(units, room)
    opened = [_with_what_it_leans_on(units, at, room) for at in wins]
    if found := next((one for one in opened if one), ()):
        return found
    if units[wins[0]].stand is Stand.PERHAPS:
        return (wins[0],)
    return _behind_an_opening(units, wins[0], room)


def _with_what_it_leans_on(units: Sequence[Unit], win: int, room: int) -> tuple[int, ...]:
    if units[win].stand is Stand.ALONE:
        return (win,)
    for start in range(win - 1, max(win - 3, -1), -1):
        if not are_neighbours(units[start], units[start + 1]) or total(units[start : win + 1]) > room:
            break
        if units[start].stand is Stand.ALONE:
            return tuple(range(start, win + 1))
    return ()


def _behind_an_opening(units: Sequence[Unit], win: int, room: int) -> tuple[int, ...]:
    """A win that leans on much, behind the nearest sentence that can open; where none can, behind all of them."""
    if not any(one.stand is Stand.ALONE for one in units) and total(units[: win + 1]) <= room:
        return tuple(range(win + 1))
    near = [*range(win - 1, -1, -1), *range(win + 1, len(units))]
    fits = (at for at in near if units[at].stand is Stand.ALONE and units[at].words + units[win].words <= room)
    opener = next(fits, None)
    return (win,) if opener is None else (opener, win)


def _opening(units: Sequence[Unit], room: int) -> tuple[int, ...]:
    """Where nothing tells a win: the first sentence that can open."""
    fits = [at for at, one in enumerate(units) if one.words <= room]
    alone = (at for at in fits if units[at].stand is Stand.ALONE)
    return tuple([*alone, *fits][:1])


def _too_long(units: Sequence[Unit], room: int) -> tuple[Unit, ...]:
    """One long sentence is better than none, and is never cut; an excerpt's limit is the law."""
    win = next((one for one in units if one.tells_the_win), None)
    return (win,) if win is not None and room >= STORY and win.words <= LONG else ()


# --- what else is told ----------------------------------------------------------------------------


@dataclass
class _Telling:
    """A story that grows around its nucleus."""

    units: Sequence[Unit]
    nucleus: Sequence[int]
    room: int
    enough: int
    taken: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.taken |= set(self.nucleus)

    @property
    def words(self) -> int:
        return total(self.units[at] for at in self.taken)

    @property
    def win(self) -> int:
        return self.nucleus[-1]

    def take_roles(self) -> None:
        """Make room for what came before, what remains, and who acted, if the source tells it."""
        for tellings in _ROLES:
            any(self._tells(role) or self._take_the_nearest(role) for role in tellings)

    def _tells(self, role: Callable[[Unit], bool]) -> bool:
        return any(role(self.units[at]) for at in self.taken)

    def _take_the_nearest(self, role: Callable[[Unit], bool]) -> bool:
        return any(self._take(self._standing(at)) for at in self._by_nearness() if role(self.units[at]))

    def fill(self) -> None:
        """Go on with what follows the sentences taken, a paragraph's rest at a time, then with others that stand."""
        while self._go_on() or (self.words < min(self.enough, STORY) and self._take_one_more()):
            pass

    def in_order(self) -> tuple[Unit, ...]:
        """The nucleus and what follows it; what came before stands where the next paragraph would begin."""
        after = sorted(at for at in self.taken - set(self.nucleus) if at > self.win)
        before = sorted(at for at in self.taken - set(self.nucleus) if at < self.win)
        cut = self._first_break(after)
        return tuple(self.units[at] for at in (*self.nucleus, *after[:cut], *before, *after[cut:]))

    def _first_break(self, after: Sequence[int]) -> int:
        for place, at in enumerate(after):
            last = after[place - 1] if place else self.win
            if not are_neighbours(self.units[last], self.units[at]) or (
                self.units[at].paragraph != self.units[last].paragraph and self.units[at].stand is Stand.ALONE
            ):
                return place
        return len(after)

    def _by_nearness(self) -> Iterator[int]:
        """First what follows the win, then what stands before it, the nearest first."""
        yield from range(self.win + 1, len(self.units))
        yield from range(self.nucleus[0] - 1, -1, -1)

    def _standing(self, at: int) -> tuple[int, ...]:
        """A sentence with the one that it leans on; nothing where it cannot be told here."""
        if at in self.taken or not self._may_be_told_here(at):
            return ()
        if self._stands(at):
            return (at,)
        alone = at > 0 and at - 1 not in self.taken and self._follows(at)
        return (at - 1, at) if alone and self._stands(at - 1) and self._may_be_told_here(at - 1) else ()

    def _may_be_told_here(self, at: int) -> bool:
        """What stands before the win is told after it only where it says that it was earlier, or who asked for it."""
        one = self.units[at]
        return at > self.nucleus[0] or one.earlier or one.acted or (self._follows(at) and at - 1 in self.taken)

    def _stands(self, at: int) -> bool:
        one = self.units[at]
        if one.number == 0 or (self._follows(at) and at - 1 in self.taken):
            return True  # what a text begins with leans on its headline, if on anything
        if one.stand is not Stand.PERHAPS:
            return one.stand is Stand.ALONE
        return one.names_before <= {name for known in self.taken for name in self.units[known].names}

    def _follows(self, at: int) -> bool:
        return at > 0 and are_neighbours(self.units[at - 1], self.units[at])

    def _take(self, found: Sequence[int]) -> bool:
        if not found or self.words + total(self.units[at] for at in found) > self.room:
            return False
        self.taken |= set(found)
        return True

    def _go_on(self) -> bool:
        """Take the rest of a paragraph that was begun, or the next one; of a long one as much as is needed."""
        for at in (*self.nucleus, *sorted(self.taken - set(self.nucleus))):
            rest = self._rest_after(at)
            if self._take(rest) or (self.words < self.enough and self._take(rest[:1])):
                return True
        return False

    def _rest_after(self, at: int) -> tuple[int, ...]:
        """The sentences that follow, up to the end of their paragraph or to one that is taken."""
        rest: list[int] = []
        for following in range(at + 1, len(self.units)):
            one = self.units[following]
            if following in self.taken or not self._follows(following):
                break
            if rest and one.paragraph != self.units[rest[0]].paragraph:
                break
            rest.append(following)
        return tuple(rest)

    def _take_one_more(self) -> bool:
        return any(self._take(self._standing(at)) for at in self._by_nearness())


def _run_up_to(units: Sequence[Unit], nucleus: Sequence[int], room: int) -> tuple[Unit, ...]:
    """Where what came before cannot be told later: the sentences up to the win, as they stand, as many as fit."""
    start = nucleus[0]
    while start > 0 and total(units[start - 1 : nucleus[-1] + 1]) <= room:
        start -= 1
    while start < nucleus[0] and units[start].stand is not Stand.ALONE:
        start += 1
    return tuple(_fitting(units[start:], room))


def _fitting(units: Sequence[Unit], room: int) -> Iterator[Unit]:
    """Whole sentences from the first on; ends with a paragraph where enough is told by then."""
    run: list[Unit] = []
    for one in units:
        if total(run) + one.words > room:
            break
        run.append(one)
    following = units[len(run)] if len(run) < len(units) else None
    if run and following is not None and following.paragraph == run[-1].paragraph:
        kept = [one for one in run if one.paragraph != run[-1].paragraph]
        lost = any(one.tells_the_win for one in run) and not any(one.tells_the_win for one in kept)
        run = run if lost or total(kept) < ENOUGH else kept
    yield from run
