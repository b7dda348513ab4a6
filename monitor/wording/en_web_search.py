"""The strings of the search and of the archive of digests, in English."""

from __future__ import annotations

from monitor.wording.language import Text

SEARCH: dict[str, Text] = {
    # ---- the search
    "web.search.about": (
        "All stories that were read, also those that report no exit. Titles lead to the source; of the "
        "text a short piece is shown, the same for every search."
    ),
    "web.search.words": "Words",
    "web.search.language": "Language of the story",
    "web.search.any": "Any",
    "web.search.how": "How to search",
    "web.search.all": "All words, in any order",
    "web.search.or": "One of the words",
    "web.search.phrase": "These words one after the other",
    "web.search.begins": "Words that begin so",
    "web.search.near": "At most five words between the two",
    "web.search.not": "The first word without the second",
    "web.search.title": "In the title only",
    "web.search.lang": "Stories in this language; words may follow",
    "web.search.example.all": "leaves treaty",
    "web.search.example.or": "leaves OR quits",
    "web.search.example.phrase": '"human rights court"',
    "web.search.example.begins": "denounc*",
    "web.search.example.near": "leaves NEAR/5 treaty",
    "web.search.example.not": "treaty NOT peace",
    "web.search.example.title": "title:treaty",
    "web.search.example.lang": "lang:fr",
    "web.search.found": "Stories",
    "web.search.newest": "Newest stories",
    "web.search.reports": "Reports:",
    "web.search.in_text": "The words are in the text, outside this piece.",
    "web.search.slow": "This search takes too long. Ask for less: rarer words, or longer ones before a *.",
    "web.search.none": "No story fits.",
    "web.search.further": "None of the newest stories fits; older ones may.",
    "web.search.unknown": "In no story: {words}.",
    "web.search.meant": "Did you mean:",
    "web.search.older": "Older stories",
    "web.search.place": "The search is not understood at character {column}.",
    "web.search.help": "How to search is told below.",
    # ---- the archive of digests
    "web.digests": "Digests",
    "web.digests.about": "What subscribers of this digest were sent, with what has changed since.",
    "web.digests.none": "No digest with an exit or a threat has been sent yet.",
    "web.digests.closed": "There is no archive of digests here.",
    "web.digests.missing": "There is no digest {number}.",
    "web.digests.of": "Digest of {day}",
    "web.digests.then": "Sentences are those of that day.",
    "web.digests.now": "Now:",
    "web.digests.as_now": "The text of that day is stored no more; this is what is known now.",
    "web.digests.merged": "It has been joined with another one since.",
    "web.digests.corrected": "Corrected on {day}.",
    "web.digests.story": "Source",
}
