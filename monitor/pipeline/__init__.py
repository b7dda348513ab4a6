"""The main path. Read this first.

    poll()      due feeds -> fetch -> in a child process: parse -> stories -> match       => one transaction a
                feed
    read_pages() the article behind each flagged story -> its main text                   => one transaction a
                                                                                          page
    settle()    each flagged story, with its page or without -> an act in the register    => one transaction a
                story
    compose()   each destination that is due -> the alerts since its cursor -> messages   => one transaction a
                destination
    deliver()   each message that is ready -> its channel -> what came of it              => two transactions
                an attempt

`tell_due` writes the follow-up on the day when what was told is due to take effect (`falling_due`).
`report_dead` tells the operator of messages that were given up.
`answer_sign_ups` writes the mails that ask new subscribers for a confirmation (`signing_up`),
`answer_own_requests` those that readers ask for on the page of their subscription.
`reread` reads stories that an earlier version of the program has flagged again, quietly (`rereading`).
`settle_in_turns` and `compose_in_turns` do the same in small steps, so that a running service polls and sends
meanwhile.

A process may die at any line: each step starts from rows, and what its transaction did not commit is done
again. No network, parsing or rendering happens between BEGIN and COMMIT. Every step gets a `Context`, which
`service` builds; `context.trace(name)` marks the points at which the crash test kills the process.
"""

from __future__ import annotations

from monitor.pipeline.archives import Archived
from monitor.pipeline.archives import read as read_archive
from monitor.pipeline.asking import ActFacts, Answer, TopicsOf, meets
from monitor.pipeline.composing import compose, compose_in_turns
from monitor.pipeline.context import Context, Settings
from monitor.pipeline.delivering import deliver
from monitor.pipeline.falling_due import LATE, due_follow_ups, tell_due, tell_due_in_turns
from monitor.pipeline.notices import report_alarms, report_dead
from monitor.pipeline.owing import NOTHING, OwedActs, owed, owed_possible
from monitor.pipeline.own_requests import answer_own_requests
from monitor.pipeline.paging import read_pages
from monitor.pipeline.personal import SignedLinks
from monitor.pipeline.polling import Polled, Polling, poll, polling_of
from monitor.pipeline.pushing import Push, read_push
from monitor.pipeline.register_cache import RegisterCache, question, stated
from monitor.pipeline.rereading import REREAD_BATCH, Fate, fate, read_again, reread, write_reread
from monitor.pipeline.rounds import Round, one_round
from monitor.pipeline.settling import settle, settle_in_turns
from monitor.pipeline.signing_up import answer_sign_ups, limits_of
from monitor.pipeline.snapshot import Snapshot
from monitor.pipeline.subscriber_queries import SubscriberQueries
from monitor.pipeline.writing import split, trial_message, view

__all__ = [
    "LATE",
    "NOTHING",
    "REREAD_BATCH",
    "ActFacts",
    "Answer",
    "Archived",
    "Context",
    "Fate",
    "OwedActs",
    "Polled",
    "Polling",
    "Push",
    "RegisterCache",
    "Round",
    "Settings",
    "SignedLinks",
    "Snapshot",
    "SubscriberQueries",
    "TopicsOf",
    "answer_own_requests",
    "answer_sign_ups",
    "compose",
    "compose_in_turns",
    "deliver",
    "due_follow_ups",
    "fate",
    "limits_of",
    "meets",
    "one_round",
    "owed",
    "owed_possible",
    "poll",
    "polling_of",
    "question",
    "read_again",
    "read_archive",
    "read_pages",
    "read_push",
    "report_alarms",
    "report_dead",
    "reread",
    "settle",
    "settle_in_turns",
    "split",
    "stated",
    "tell_due",
    "tell_due_in_turns",
    "trial_message",
    "view",
    "write_reread",
]
