"""Debian's postfix on loopback, with folders of its own: it takes mail on a port that needs no rights, relays to a
server of the test, and delivers our own domain into a Maildir. It asks no DNS and reaches nothing else.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from waiting import wait_until

BINARY = "/usr/sbin/postfix"
OURS = "monitor.example"  # its mail goes into the Maildir, with whatever stands behind the +
OTHERS = "news.example"  # its mail goes to the server of the test

MAIN = """\
compatibility_level = 3.6
config_directory = {folder}/etc
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mta.monitor.example
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
recipient_delimiter = +
smtpd_relay_restrictions = permit_mynetworks, reject
relay_domains = {others}
transport_maps = inline:{{ {{ {others} = smtp:[127.0.0.1]:{relay} }} }}
default_transport = error:this server reaches loopback alone
virtual_mailbox_domains = {ours}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{ {{ bounces@{ours} = bounces/ }} {{ watch@{ours} = watch/ }} }}
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtp_tls_security_level = none
smtpd_tls_security_level = {tls}
smtpd_tls_chain_files = {folder}/tls.pem
smtpd_peername_lookup = no
message_size_limit = {size_limit}
minimal_backoff_time = 1s
queue_run_delay = 1s
bounce_notice_recipient = watch@{ours}
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running server: its port on loopback and its folder."""

    port: int
    folder: Path

    def mails(self, user: str = "bounces") -> list[bytes]:
        """What has been delivered to a mailbox of our own domain."""
        return [path.read_bytes() for path in sorted((self.folder / "mail" / user / "new").glob("*"))]

    def log(self) -> str:
        """Its log, for the message of a failed test."""
        return _as_root("cat", str(self.folder / "log" / "mail.log")).stdout


def missing() -> str | None:
    """Why postfix cannot be run here, or None."""
    if not os.access(BINARY, os.X_OK):
        return f"{BINARY} is missing: apt-get install postfix"
    if os.getuid() and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode:
        return "postfix starts as root alone, and there is no sudo without a password"
    return None


@contextmanager
def postfix(relay: int, *, tls: bytes | None = None, size_limit: int = 10_000_000) -> Iterator[Postfix]:
    """Run one. Mail to `OTHERS` goes to the port `relay`. `tls`: PEM of a key and its certificate, for STARTTLS;
    `size_limit`: the largest mail that it takes.
    """
    folder = Path(tempfile.mkdtemp(prefix="postfix-", dir="/tmp"))  # a short path, for its sockets
    port = _free_port()
    try:
        _configure(folder, port, relay, tls, size_limit)
        _command(folder, "start")
        try:
            running = Postfix(port, folder)
            wait_until(lambda: _greets(port))
            yield running
        finally:
            _command(folder, "stop")
    finally:
        _as_root("chown", "-R", str(os.getuid()), str(folder))
        shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path, port: int, relay: int, tls: bytes | None, size_limit: int) -> None:
    folder.chmod(0o755)
    for name in ("etc", "queue", "data", "mail", "log"):
        (folder / name).mkdir()
    (folder / "tls.pem").write_bytes(tls or b"")
    owner = pwd.getpwuid(os.getuid() or pwd.getpwnam("postfix").pw_uid)
    values = {
        "folder": folder,
        "ours": OURS,
        "others": OTHERS,
        "relay": relay,
        "uid": owner.pw_uid,
        "gid": owner.pw_gid,
        "tls": "encrypt" if tls else "none",
        "size_limit": size_limit,
    }
    (folder / "etc" / "main.cf").write_text(MAIN.format(**values))
    (folder / "etc" / "master.cf").write_text(MASTER.format(port=port))
    _as_root("chown", "postfix", str(folder / "data"))
    _as_root("chown", f"{owner.pw_uid}", str(folder / "mail"))
    _as_root("chown", "-R", "root", *(str(folder / name) for name in ("etc", "queue")))


def _command(folder: Path, verb: str) -> None:
    done = _as_root(BINARY, "-c", str(folder / "etc"), verb)
    assert done.returncode == 0, done.stdout + done.stderr


def _as_root(*command: str) -> subprocess.CompletedProcess[str]:
    words = command if not os.getuid() else ("sudo", "-n", *command)
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _greets(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            return connection.recv(3) == b"220"
    except OSError:
        return False
