"""What an audit of the register reads beside what is stated: traces of acts, and the keys of stories."""

from __future__ import annotations

import json

from monitor.model import report_key
from monitor.store.connection import Database


def lost_stories(database: Database) -> dict[int, tuple[str, ...]]:
    """By act, the reports (by key) that it was told by or shows and that are in no act any more."""
    lost: dict[int, tuple[str, ...]] = {}
    for row in database.rows(
        "SELECT act, story.key, report FROM act_story JOIN story ON story.id = act_story.story "
        "WHERE NOT EXISTS "
        "(SELECT 1 FROM act_source WHERE (act_source.story, act_source.report) = "
        "(act_story.story, act_story.report)) UNION "
        "SELECT alert.act, story.key, 1 FROM alert JOIN story ON story.id = alert.story "
        "WHERE NOT EXISTS (SELECT 1 FROM act_source WHERE act_source.act = alert.act) ORDER BY "
        "1, 2, 3"
    ):
        lost[row["act"]] = (*lost.get(row["act"], ()), report_key(row["key"], row["report"]))
    return lost


def keys(database: Database) -> dict[str, frozenset[str]]:
    """The keys under which each story is filed, by the story's key."""
    rows = database.rows(
        "SELECT story.key AS story, json_group_array(story_key.key) AS keys "
        "FROM story_key JOIN story ON story.id = story_key.story "
        "WHERE story_key.key NOT LIKE '~%' GROUP BY story.id"
    )
    return {row["story"]: frozenset(json.loads(row["keys"])) for row in rows}
