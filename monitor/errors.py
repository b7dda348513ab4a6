"""The exception tree. Its shape follows what a caller does next.

    MonitorError             anything that this package raises on purpose; the text is for people
    ├── UsageError           the command cannot be executed as given          -> exit 2
    │   └── ConfigError      a setting is unknown, of a wrong type or missing -> exit 2
    ├── AddressError         an address was tried and does not work           -> exit 1, add nothing
    ├── MailboxError         bounces and complaints cannot be read            -> exit 1, read them later
    ├── RuleError            a rule file or query is wrong: path, line, column  -> keep the old rules
    │   ├── QueryError       a query text alone: line and column inside the text
    │   └── OutdatedWeights  the model was trained with another vocabulary    -> judge without it, or train
    └── StoreError           the database cannot be used as it is             -> exit 1, change nothing
        ├── StoreMissing     there is none, and the caller only reads
        ├── StoreBusy        another process holds it
        ├── StoreCorrupt     damaged, truncated, older than it must be, not a database
        ├── StoreNewer       written by a newer version
        ├── StoreSlow        a reading took longer than it may            -> ask for less
        └── StoreFull        the disk is full: transaction undone, try again later

A failing feed, a killed parser and a refused delivery are *not* exceptions: they are values
(`model.FetchError`, `model.ParseError`, `model.Attempt`), stored and shown.
"""

from __future__ import annotations


class MonitorError(Exception):
    """Raised on purpose; `str()` is one or two sentences for a person and says what to do."""


class UsageError(MonitorError):
    """The command asks for something that cannot be done."""


class ConfigError(UsageError):
    """A setting is unknown, of the wrong type, or missing; the text names file, line and key."""


class AddressError(MonitorError):
    """An address was tried and does not work; the text says what failed and how to go on."""


class MailboxError(MonitorError):
    """The mailbox of incoming mail cannot be read, or what was read cannot be marked; nothing is lost."""


class RuleError(MonitorError):
    """A rule file is refused.

    `path` names the file, `line` and `column` count from 1 (0 = unknown), `problem` says what is
    wrong and `hint` how to mend it.
    """

    def __init__(
        self, problem: str, *, path: str = "", line: int = 0, column: int = 0, hint: str = ""
    ) -> None:
        self.problem = problem
        self.path = path
        self.line = line
        self.column = column
        self.hint = hint
        where = ":".join(str(part) for part in (path, line or "", column or "") if part != "")
        text = f"{where}: {problem}" if where else problem
        super().__init__(f"{text}\n  {hint}" if hint else text)


class QueryError(RuleError):
    """A query text is refused; line and column are inside the query text."""


class OutdatedWeights(RuleError):
    """The weights of the model belong to another vocabulary: features may mean something else."""


class StoreError(MonitorError):
    """The database cannot be used as it is; nothing was changed."""


class StoreMissing(StoreError):
    """There is no database where one was to be read or edited; none was made."""


class StoreBusy(StoreError):
    """Another process holds the database; the text says which."""


class StoreCorrupt(StoreError):
    """The file is damaged, truncated, older than it must be, or not a database."""


class StoreNewer(StoreError):
    """The file was written by a newer version of this program."""


class StoreSlow(StoreError):
    """A reading was ended because it took longer than it may; the text says what to ask for instead."""


class StoreFull(StoreError):
    """No room left on the device; the transaction was undone and nothing was lost."""
