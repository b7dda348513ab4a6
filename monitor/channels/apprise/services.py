"""The services that messages may go to through Apprise: chat and push services on fixed https hosts.

Not on the list are services that have a channel here, and whatever could be made to reach this machine or
its network: servers that the address names (`json://`, `gotify://`, mail), programs, desktops and logs.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """One service: its hosts (`*.example.org` for those below it) and how long a text it takes."""

    hosts: tuple[str, ...]
    limit: int  # characters of a text
    in_bytes: bool = False  # the limit is one of bytes in UTF-8

    def length(self, text: str) -> int:
        """How long a text is, as the service counts."""
        return len(text.encode()) if self.in_bytes else len(text)

    def is_host(self, name: str) -> bool:
        """Whether this is a host of the service."""
        return any(name.endswith(host[1:]) if host.startswith("*") else name == host for host in self.hosts)


_WEBEX = Service(("webexapis.com", "api.ciscospark.com"), 1000)
SERVICES: dict[str, Service] = {
    "chanify": Service(("api.chanify.net",), 4000),
    "dingtalk": Service(("oapi.dingtalk.com",), 18_000, in_bytes=True),
    "feishu": Service(("open.feishu.cn",), 18_000, in_bytes=True),
    "flock": Service(("api.flock.com", "api.flock.co"), 4000),
    "groupme": Service(("api.groupme.com",), 1000),
    "join": Service(("joinjoaomgcd.appspot.com",), 1000),
    "lark": Service(("open.larksuite.com",), 18_000, in_bytes=True),
    "line": Service(("api.line.me",), 5000),
    "pbul": Service(("api.pushbullet.com",), 4000),
    "pover": Service(("api.pushover.net",), 1024),
    "prowl": Service(("api.prowlapp.com",), 4000),
    "push": Service(("push.techulus.com",), 1000),
    "pushy": Service(("api.pushy.me",), 3500, in_bytes=True),
    "ryver": Service(("*.ryver.com",), 1000),
    "stackfield": Service(("www.stackfield.com",), 4000),
    "threema": Service(("msgapi.threema.ch",), 3500, in_bytes=True),
    "viber": Service(("chatapi.viber.com",), 7000),
    "webex": _WEBEX,
    "wecombot": Service(("qyapi.weixin.qq.com",), 2048, in_bytes=True),
    "wxteams": _WEBEX,
    "zoom": Service(("inbots.zoom.us",), 4000),
    "zulip": Service(("*.zulipchat.com",), 10_000),
}
_USUAL = Service((), 4000)


def schema_of(address: str) -> str:
    """What stands before `://`; "" where nothing does."""
    before, colon, _ = address.partition("://")
    return before.lower() if colon else ""


def service_of(address: str) -> Service | None:
    """The service of an address; None for one that is not on the list."""
    return SERVICES.get(schema_of(address))


def limits_of(address: str) -> Service:
    """The service of an address; for any other address one with texts of a usual length."""
    return service_of(address) or _USUAL
