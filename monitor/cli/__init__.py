"""The command line: parses arguments, calls a verb of `service`, prints. Exit code 0 done, 1 failed, 2
misused.

Every command takes `--config FILE` and `--db FILE`, after or before the command's name, and `--json`
where it prints data.

A command's module is imported when it is called: `--version` and `--help` import none. `PLACES` repeats
the first sentence of each command's help, and a test compares the two.
"""

from monitor.cli.root import Place, root

__all__ = ["Place", "root"]

PLACES = {
    "init": Place(
        "monitor.cli.setup",
        "Make the database, the packaged list of feeds, and the destinations `local` and `local-daily`.",
    ),
    "doctor": Place("monitor.cli.setup", "Say what is ready and what is missing for real use."),
    "config": Place("monitor.cli.setup", "The configuration in force."),
    "dkim": Place("monitor.cli.dkim", "Keys that mail is signed with (DKIM)."),
    "backup": Place(
        "monitor.cli.setup", "Write a verified copy of the database to TARGET, also while the service runs."
    ),
    "restore": Place("monitor.cli.setup", "Put the backup SOURCE in the database's place."),
    "run": Place(
        "monitor.cli.running",
        "Run the service: poll, match, deliver, and serve the health and unsubscribe pages, until "
        "SIGTERM or Ctrl-C.",
    ),
    "web": Place(
        "monitor.cli.serving",
        "Serve the pages alone, beside a `run` on the same database, until SIGTERM or Ctrl-C.",
    ),
    "poll": Place(
        "monitor.cli.running",
        "Do one round: poll what is due, read the articles behind flagged stories, settle, compose, deliver.",
    ),
    "replay": Place(
        "monitor.cli.replay",
        "Run STORIES (JSON lines, also gzipped) through match, extract, register and alerts, "
        "as if each had been polled when it was published.",
    ),
    "feeds": Place("monitor.cli.feeds", "The feeds that are polled."),
    "stories": Place("monitor.cli.stories", "All stories that were read, flagged or not."),
    "rules": Place(
        "monitor.cli.rules", "The rules that flag stories: text files that contain their own tests."
    ),
    "extract": Place(
        "monitor.cli.extraction",
        "Print what a text states, a row an agreement: who leaves it, with whom, signed when, ended "
        "when, why; each with its sentence.",
    ),
    "events": Place("monitor.cli.events", "The register: acts by which states leave agreements, with proof."),
    "effect": Place("monitor.cli.treaties", "Say when an exit takes effect by the treaty's exit clause."),
    "treaties": Place("monitor.cli.treaties", "Treaty dossiers: exit clauses and facts."),
    "destinations": Place("monitor.cli.destinations", "Destinations: who gets which messages, and when."),
    "digest": Place("monitor.cli.destinations", "Digests before they are sent."),
    "deliveries": Place(
        "monitor.cli.deliveries",
        "Messages: which were sent, wait or failed, and why.",
    ),
    "invitations": Place(
        "monitor.cli.invitations",
        "Invitations: links by which teams connect their own chat service or webhook.",
    ),
    "inbox": Place("monitor.cli.inbox", 'Incoming mail: bounces, complaints and "unsubscribe".'),
    "sources": Place("monitor.cli.sources", "Sources that are no feeds: mail of depositaries."),
    "websub": Place("monitor.cli.websub", "Hubs that send what is new of a feed at once (WebSub)."),
    "tokens": Place(
        "monitor.cli.tokens", "Tokens with which programs use the parts of the API that are not public."
    ),
    "mcp": Place(
        "monitor.cli.assistant",
        "Serve the register to an assistant on this machine (Model Context Protocol, stdio): search, read, "
        "explain.",
    ),
    "operators": Place("monitor.cli.operators", "Who may log in to the operator's pages."),
}
root.places.update(PLACES)
