"""The command line: parse arguments, call a verb of `service`, print. Exit 0 done, 1 failed, 2 misused.

Every command takes `--config FILE` and `--db FILE`, here or before the command's name, and `--json` where it prints data.
"""

from monitor.cli import deliveries, destinations, events, extraction, feeds, replay, rules, running, setup, stories
from monitor.cli.root import root

for module in (setup, running, replay, feeds, stories, rules, extraction, events, destinations, deliveries):
    for command in module.COMMANDS:
        root.add_command(command)

__all__ = ["root"]
