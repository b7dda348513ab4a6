"""Estimates how rare a word is in the news: first from its length, later from the stories that were read.

The estimate decides under which of its words a query is filed, so it need not be exact; but a query filed
under the first word of "the Hague Convention" would be evaluated for every story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from monitor.query import fold

ENOUGH = 256  # stories from which the counts are used; up to there every story is counted
EVERY = 4  # after that, one story in this many is counted
FULL = 200_000  # different words; above that, words counted once are dropped

# Frequent words of the languages of the rule packs.
_COMMON_WORDS = """
    a about after against all also an and any are as at back be been before but by can could day did do first
    for from get go had has have he her here his how i if in into is it its just like made make man may more
    most new no not now of off on one only or other our out over people president said say says she should so
    some state states than that the their them then there these they this three time to today come down much
    off part take through two up us was we week were what when where which while who why will with world
    would year years you your в во и на не что с со по за из к о об от до для как это его их она он они был
    была были быть году года но или также после при который i w z na do nie się o od po za to jest że dla
    przez jak ale ze oraz ma są być de la le les des et à en un une du dans que qui pour par sur au est pas
    plus avec ce il se sa son der die das und in den von zu mit im für auf ist des dem nicht ein eine sich
    auch als an nach bei aus el los las del y una por con para su al lo se más como o e os as do da dos das
    em uma não com di che per non si della та і у з на що не до за від про як ve bir bu ile için olarak da de
"""
COMMON = frozenset(map(fold, _COMMON_WORDS.split()))
# the estimate by the number of letters
_BY_LENGTH = tuple(max(1.0, 60.0 * 0.5 ** max(0, length - 2)) for length in range(10))


class Rarity:
    """Document frequencies: `costs` gives the estimated number of stories in a thousand that have a word, or
    a word with a beginning (`terminat*`).
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._stories = 0
        self._passed = 0
        self.costs: dict[str, float] = _Costs(self._cost)

    @property
    def known(self) -> bool:
        """True if enough stories were counted."""
        return self._stories >= ENOUGH

    def learn(self, vocabulary: Iterable[str]) -> None:
        """Counts the words of one story, or of every fourth once enough are counted."""
        self._passed += 1
        if self._stories >= ENOUGH and self._passed % EVERY:
            return
        self._stories += 1
        self._counts.update(vocabulary)
        if len(self._counts) > FULL:
            self._counts = Counter({word: count for word, count in self._counts.items() if count > 1})
        if self._stories.bit_count() == 1:  # 256, 512, 1,024 ...
            self.costs.clear()

    def _cost(self, key: str) -> float:
        """The cost of a key; of a beginning, four times that of a word of its length."""
        if key.endswith("*"):
            return _guess(key[:-1]) * 4
        return (self._counts.get(key, 0) + 0.2) * 1000 / self._stories if self.known else _guess(key)


class _Costs(dict[str, float]):
    """Computed costs, kept until the number of stories has doubled."""

    def __init__(self, cost: Callable[[str], float]) -> None:
        super().__init__()
        self._cost = cost

    def __missing__(self, key: str) -> float:
        cost = self[key] = self._cost(key)
        return cost


def _guess(text: str) -> float:
    if text in COMMON:
        return 300
    return _BY_LENGTH[min(len(text), len(_BY_LENGTH) - 1)]
