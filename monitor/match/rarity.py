"""How rare a word is in the news: guessed at first, then learned from the stories that pass.

It only decides under which of its words a query waits, so it need not be right; but the first word of "the Hague Convention"
would wake a query at every story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from monitor.query import Word, fold

EVERY = 4  # one story in so many is counted
ENOUGH = 250  # counted stories before the counts are believed
FULL = 200_000  # words counted; then the words met once are forgotten

# Words that hold sentences together, in the languages of the rule packs.
_COMMON_WORDS = """
    a about after against all also an and any are as at back be been before but by can could day did do first for from get go had has have
    he her here his how i if in into is it its just like made make man may more most new no not now of off on one only or other our out over
    people president said say says she should so some state states than that the their them then there these they this three time to today
    two up us was we week were what when where which while who why will with world would year years you your
    в во и на не что с со по за из к о об от до для как это его их она он они был была были быть году года но или также после при который
    i w z na do nie się o od po za to jest że dla przez jak ale ze oraz ma są być
    de la le les des et à en un une du dans que qui pour par sur au est pas plus avec ce il se sa son
    der die das und in den von zu mit im für auf ist des dem nicht ein eine sich auch als an nach bei aus
    el los las del y una por con para su al lo se más como o e os as do da dos das em uma não com di che per non si della
    та і у з на що не до за від про як ve bir bu ile için olarak da de
"""
_COMMON = frozenset(map(fold, _COMMON_WORDS.split()))
_BY_LENGTH = tuple(max(1.0, 60.0 * 0.5 ** max(0, length - 2)) for length in range(10))  # the guess for a word of so many letters


class Rarity:
    """Document frequencies. `cost` is about the number of stories in a thousand that have a word."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._stories = 0
        self._passed = 0

    def learn(self, vocabulary: Iterable[str]) -> bool:
        """Count the words of one story, if it is its turn. Whether the counts are believed from now on: True once."""
        self._passed += 1
        if self._passed % EVERY:
            return False
        self._stories += 1
        self._counts.update(vocabulary)
        if len(self._counts) > FULL:
            self._counts = Counter({word: count for word, count in self._counts.items() if count > 1})
        return self._stories == ENOUGH

    def cost(self, word: Word) -> float:
        """Of a wildcard: that of its beginning as a word, and more the shorter it is."""
        if word.prefix:
            return self._guess(word.text) * 4
        if self._stories >= ENOUGH:
            return (self._counts.get(word.key, 0) + 0.2) * 1000 / self._stories
        return self._guess(word.key)

    def _guess(self, text: str) -> float:
        if text in _COMMON:
            return 300
        return _BY_LENGTH[min(len(text), len(_BY_LENGTH) - 1)]
