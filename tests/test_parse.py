"""Feed documents, good and hostile, and the entries that come of them."""

from __future__ import annotations

import asyncio
import codecs
import json
import pickle
import pkgutil
from datetime import UTC, datetime, timedelta
from encodings import aliases
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import within

from monitor.model import PARSE_CODES, FeedItem, Parsed, ParseError
from monitor.parse import ITEM_LIMIT, Cut, cut, parse_feed
from monitor.parse.dates import read_date
from monitor.parse.feeds import repair_references
from monitor.sandbox import ChildCrashed, Sandbox

DATA = Path(__file__).parent / "data" / "feeds"
SAMPLES = {path.name: path.read_bytes() for path in sorted(DATA.iterdir())}
ADDRESS = "https://feeds.example/x/feed"


def parse(body: bytes | str, content_type: str = "", seen: frozenset[bytes] = frozenset()) -> Parsed:
    parsed = parse_feed(body if isinstance(body, bytes) else body.encode(), content_type, seen, ADDRESS)
    assert isinstance(parsed, Parsed), parsed
    return parsed


def refusal(body: bytes | str, content_type: str = "") -> str:
    parsed = parse_feed(
        body if isinstance(body, bytes) else body.encode(), content_type, frozenset(), ADDRESS
    )
    assert isinstance(parsed, ParseError), parsed
    assert parsed.code in PARSE_CODES
    return parsed.code


def cuts(body: bytes | str, seen: frozenset[bytes] = frozenset()) -> Cut:
    result = cut(body if isinstance(body, bytes) else body.encode(), "", seen)
    assert isinstance(result, Cut), result
    return result


def rss(*items: str, head: str = "", declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return (
        f'{declaration}<rss version="2.0"><channel><title>Feed</title>{head}{"".join(items)}</channel></rss>'
    )


def item(title: str = "T", more: str = "", guid: str = "g") -> str:
    return f"<item><title>{title}</title><guid>{guid}</guid>{more}</item>"


def titles(parsed: Parsed) -> list[str]:
    return [entry.title for entry in parsed.entries]


# ---------------------------------------------------------------- formats


@pytest.mark.parametrize(
    ("name", "format_", "title", "lang", "total", "ttl_s"),
    [
        ("rss20.xml", "rss20", "Harbour Courier", "en-GB", 2, 1800),
        ("rss10.xml", "rss10", "Gazette of Sudland", "fr", 2, 1800),
        ("rss091.xml", "rss091u", "Old Wire", "en", 1, None),
        ("rss092.xml", "rss092", "Notes", None, 2, None),
        ("atom10.xml", "atom10", "Auswärtiges Amt", "de", 2, None),
        ("atom03.xml", "atom03", "Diario de Esteria", "es", 1, None),
        ("json1.json", "json1", "Island Ledger", None, 2, None),
        ("json11.json", "json11", "Zeitung", "de-CH", 2, None),
    ],
)
def test_every_format_is_read(
    name: str, format_: str, title: str, lang: str | None, total: int, ttl_s: int | None
) -> None:
    parsed = parse(SAMPLES[name])
    assert (parsed.format, parsed.title, parsed.lang, parsed.total, parsed.ttl_s) == (
        format_,
        title,
        lang,
        total,
        ttl_s,
    )
    assert parsed.complete
    assert len(parsed.entries) == len(parsed.item_hashes) == len(set(parsed.item_hashes)) == total
    assert parsed.guids == tuple(entry.guid for entry in parsed.entries)
    assert [entry.item_hash for entry in parsed.entries] == list(parsed.item_hashes)
    assert pickle.loads(pickle.dumps(parsed)) == parsed


def first(name: str) -> FeedItem:
    entry = parse(SAMPLES[name]).entries[0]
    return FeedItem(**{field: getattr(entry, field) for field in FeedItem.__slots__} | {"item_hash": b""})


def test_an_rss_item_is_read_whole() -> None:
    assert first("rss20.xml") == FeedItem(
        guid="courier-1001",
        link="https://courier.example/2026/herring",
        title="Norland leaves the herring accord & its annex",
        summary="The cabinet of Norland denounced the accord.",
        body="The cabinet of Norland denounced the accord. It ends in May.",
        author="A. Reporter",
        lang="en-GB",
        published=datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
        published_raw="Mon, 23 Nov 2026 09:30:00 +0100",
    )


def test_an_atom_entry_is_read_whole_with_its_base_and_language() -> None:
    assert first("atom10.xml") == FeedItem(
        guid="tag:amt.example,2026:1",
        link="https://amt.example/de/meldung/1",
        title="Kündigung des Abkommens",
        summary="Das Abkommen endet <bald>.",
        body="Das Abkommen endet. Der Grund ist bekannt.",
        author="Pressestelle",
        lang="de",
        published=datetime(2026, 11, 22, 21, 30, tzinfo=UTC),
        published_raw="2026-11-22T23:30:00+02:00",
    )
    second = parse(SAMPLES["atom10.xml"]).entries[1]
    assert (second.lang, second.summary, second.body, second.published) == (
        "en",
        "Only a body.",
        "",
        datetime(2026, 11, 21, 8, tzinfo=UTC),
    )


def test_a_json_item_is_read_whole() -> None:
    assert first("json11.json") == FeedItem(
        guid="a",
        link="https://zeitung.example/a",
        title="Vertrag beendet",
        summary="Kurz gesagt.",
        body="Lang gesagt.",
        author="Eine, Andere",
        lang="de-CH",
        published=datetime(2026, 11, 23, tzinfo=UTC),
        published_raw="2026-11-23",
    )
    old = parse(SAMPLES["json1.json"]).entries
    assert [entry.guid for entry in old] == ["7", "8"]
    assert (old[0].summary, old[0].author, old[0].published) == (
        "It quits.",
        "The desk",
        datetime(2026, 11, 23, 5, tzinfo=UTC),
    )
    assert (old[1].link, old[1].summary) == ("https://ledger.example/8", "No <title> here.")
    undated = parse(SAMPLES["json11.json"]).entries[1]
    assert (undated.lang, undated.published, undated.published_raw) == ("fr", None, "gestern")


@pytest.mark.parametrize(
    ("head", "ttl_s"),
    [
        ("<ttl>15</ttl>", 900),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>99999999</ttl>", None),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", 86400),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>99999</sy:updateFrequency>", 60),
        ("<sy:updatePeriod>often</sy:updatePeriod>", None),
    ],
)
def test_how_long_a_feed_stays_is_read_from_ttl_or_the_update_period(head: str, ttl_s: int | None) -> None:
    document = rss(item(), head=head).replace(
        "<rss ", '<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    )
    assert parse(document).ttl_s == ttl_s


@pytest.mark.parametrize(
    ("head", "hours", "days"),
    [
        ("<skipHours><hour>0</hour><hour> 23 </hour><hour>07</hour></skipHours>", {0, 7, 23}, set()),
        ("<skipHours><hour>24</hour><hour>25</hour><hour>-1</hour><hour>noon</hour></skipHours>", {0}, set()),
        ("<skipDays><day>Sunday</day><day>saturday</day><day>Domingo</day></skipDays>", set(), {5, 6}),
        (
            "<skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in range(24)) + "</skipHours>",
            set(),
            set(),
        ),
        ("<skipHours><hour>3</hour>", set(), set()),
        ("<skipDays/>", set(), set()),
    ],
)
def test_hours_and_days_to_skip_are_read_unless_they_are_all(
    head: str, hours: set[int], days: set[int]
) -> None:
    parsed = parse(rss(item(), head=head))
    assert (parsed.skip_hours, parsed.skip_days) == (hours, days)


def test_hours_to_skip_inside_an_item_or_after_the_items() -> None:
    inside = parse(rss(item("<skipHours><hour>3</hour></skipHours>")))
    assert inside.skip_hours == frozenset()
    behind = parse(rss(item()).replace("</channel>", "<skipHours><hour>3</hour></skipHours></channel>"))
    assert behind.skip_hours == {3}


@pytest.mark.parametrize(
    ("link", "joined"),
    [
        ("/a", "https://feeds.example/a"),
        ("a?b=1&amp;c=2", "https://feeds.example/x/a?b=1&c=2"),
        ("https://other.example/a", "https://other.example/a"),
        ("", ""),
        ("http://[bad", "http://[bad"),
    ],
)
def test_relative_links_are_joined_to_the_feeds_address(link: str, joined: str) -> None:
    assert parse(rss(item(more=f"<link>{link}</link>"))).entries[0].link == joined


def test_the_publishers_own_link_is_preferred_to_a_feed_servers() -> None:
    namespace = 'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    more = "<link>https://feeds.example/~r/1</link><feedburner:origLink>https://courier.example/1</feedburner:origLink>"
    assert (
        parse(rss(item(more=more)).replace("<rss ", f"<rss {namespace} ")).entries[0].link
        == "https://courier.example/1"
    )


def test_a_body_that_repeats_the_summary_and_content_that_is_no_text_are_left_out() -> None:
    document = """<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><id>f</id>
      <entry><id>1</id><title>A</title><summary>Same words.</summary><content type="html">&lt;p&gt;Same words.&lt;/p&gt;</content></entry>
      <entry><id>2</id><title>B</title><content type="image/png">aGVsbG8=</content></entry>
      <entry><id>3</id><title>C</title><summary>S</summary><content type="text">5 &lt; 6</content></entry></feed>"""
    assert [(entry.summary, entry.body) for entry in parse(document).entries] == [
        ("Same words.", ""),
        ("", ""),
        ("S", "5 < 6"),
    ]


# ---------------------------------------------------------------- what must not get through


def test_fault_02_a_body_that_names_a_file_opens_no_file(tmp_path: Path) -> None:
    marker = tmp_path / "feed.xml"
    marker.write_text(rss(item("marker")))
    assert refusal(str(marker)) == "not_a_feed"
    assert refusal(marker.as_uri()) == "not_a_feed"
    assert refusal(b"/etc/hostname") == "not_a_feed"


@pytest.mark.parametrize(
    "payload",
    [
        '<a href="&#106;avascript:alert(1)">x</a>',
        '<a href="javascript&colon;alert(1)">x</a>',
        '<a href="javascript&NewLine;:alert(1)">x</a>',
        "<svg><animate onbegin=alert(1) attributeName=x></svg>",
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "<style>@import 'x'</style>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        '<form action="https://evil.test"><input name=p></form>',
        "<math><mtext></mtext><script>alert(1)</script></math>",
        "<!--><script>alert(1)</script>-->",
        "<scr<script>ipt>alert(1)</script>",
    ],
)
def test_fault_03_no_markup_of_a_description_reaches_an_entry(payload: str) -> None:
    escaped = payload.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for markup in (escaped, f"<![CDATA[{payload}]]>"):
        entry = parse(rss(item(more=f"<description>before {markup} after</description>"))).entries[0]
        assert "<" not in entry.summary.replace("<scr", "")
        assert "alert(1)" not in entry.summary or "ipt>alert(1)" in entry.summary
        assert entry.summary.startswith("before")


def test_fault_04_markup_in_a_title_stays_text() -> None:
    parsed = parse(rss(item("&lt;script&gt;alert(1)&lt;/script&gt; leaves"), item("A &amp;lt;b&amp;gt; B")))
    assert titles(parsed) == ["<script>alert(1)</script> leaves", "A <b> B"]
    assert isinstance(parsed.entries[0].title, str)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:etc/passwd", "smb://host/share"]
)
def test_fault_05_links_of_other_schemes_are_passed_on_as_given_for_normalising(link: str) -> None:
    assert parse(rss(item(more=f"<link>{link}</link>"))).entries[0].link == link


# ---------------------------------------------------------------- charsets

CYRILLIC = "Россия денонсирует договор"


def in_charset(codec: str, label: str) -> bytes:
    return rss(item(CYRILLIC), declaration=f'<?xml version="1.0" encoding="{label}"?>').encode(codec)


def test_fault_06_one_bad_byte_does_not_change_the_charset_of_a_document() -> None:
    body = rss(item(CYRILLIC), item("bad @ byte")).encode().replace(b"@", b"\xff")
    assert titles(parse(body)) == [CYRILLIC, "bad \ufffd byte"]
    assert titles(parse(body, "text/xml; charset=utf-8")) == [CYRILLIC, "bad \ufffd byte"]
    assert titles(parse(body.replace(b' encoding="utf-8"', b"")))[0] == CYRILLIC


@pytest.mark.parametrize(
    "charset", ["iso-8859-1", "windows-1251", "us-ascii", "shift_jis", "no-such-charset", "utf-7", "utf-16"]
)
def test_fault_07_valid_utf_8_is_believed_before_the_http_charset(charset: str) -> None:
    assert titles(parse(in_charset("utf-8", "utf-8"), f"text/xml; charset={charset}")) == [CYRILLIC]
    assert titles(parse(in_charset("utf-8", "iso-8859-1"), "application/rss+xml")) == [CYRILLIC]


@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("cp1251", "windows-1251"),
        ("koi8-r", "KOI8-R"),
        ("iso8859-5", "iso-8859-5"),
        ("utf-16", "utf-16"),
        ("utf-8-sig", "utf-8"),
        ("utf-8-sig", "windows-1251"),
        ("utf-32", "utf-32"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16le"),
        ("utf-32-le", "ucs-4"),
        ("utf-32-be", "utf-32"),
        ("utf-8", "utf-16"),
        ("utf-8", "UTF8"),
        ("gb18030", "gb2312"),
        ("cp932", "shift_jis"),
        ("mac-cyrillic", "x-mac-cyrillic"),
    ],
)
def test_fault_30_every_allowed_charset_is_read(codec: str, label: str) -> None:
    assert titles(parse(in_charset(codec, label))) == [CYRILLIC]


def test_fault_30_a_charset_is_believed_by_xml_declaration_then_http() -> None:
    assert titles(parse(in_charset("cp1251", "windows-1251"), "text/xml; charset=koi8-r")) == [CYRILLIC]
    undeclared = rss(item(CYRILLIC), declaration="").encode("cp1251")
    assert titles(parse(undeclared, 'text/xml; charset="windows-1251"')) == [CYRILLIC]
    assert titles(parse(in_charset("cp1251", "utf-8"), "text/xml; charset=windows-1251")) == [CYRILLIC]


def test_western_text_that_nothing_declares_is_windows_1252() -> None:
    assert titles(parse(rss(item("L’été à Genève")).encode("cp1252"))) == ["L’été à Genève"]
    assert titles(
        parse(rss(item("¼ “x”"), declaration='<?xml version="1.0" encoding="iso-8859-1"?>').encode("cp1252"))
    ) == ["¼ “x”"]


def test_japanese_in_seven_bits_is_read() -> None:
    body = rss(item("条約を脱退"), declaration='<?xml version="1.0" encoding="ISO-2022-JP"?>').encode(
        "iso2022-jp"
    )
    assert titles(parse(body)) == ["条約を脱退"]


@pytest.mark.parametrize(
    "label",
    ["punycode", "undefined", "utf-7", "unicode_escape", "cp037", "idna", "rot13", "base64", "charmap", "hz"],
)
def test_fault_08_and_30_charsets_off_the_list_are_refused(label: str) -> None:
    assert refusal(rss(item(), declaration=f'<?xml version="1.0" encoding="{label}"?>')) == "charset"
    assert refusal(rss(item(), declaration=""), f"text/xml; charset={label}") == "charset"


def test_fault_08_no_codec_of_python_makes_the_parser_raise() -> None:
    labels = {module.name for module in pkgutil.iter_modules(__import__("encodings").__path__)} | set(
        aliases.aliases
    )
    assert len(labels) > 300
    for label in labels:
        for codec in ("utf-8", "latin-1"):
            body = rss(item("é"), declaration=f'<?xml version="1.0" encoding="{label}"?>').encode(codec)
            parsed = parse_feed(body, "", frozenset())
            assert isinstance(parsed, Parsed) or parsed.code == "charset"


def test_fault_30_ebcdic_is_refused_and_unknown_labels_are_slips() -> None:
    assert refusal("<?xml version='1.0'?><rss/>".encode("cp037")) == "charset"
    assert titles(parse(in_charset("utf-8", "UTF8;"))) == [CYRILLIC]
    assert titles(parse(in_charset("utf-8", "uft-8"))) == [CYRILLIC]


# ---------------------------------------------------------------- documents that are none


@pytest.mark.parametrize("body", [b"", b" \r\n\t", codecs.BOM_UTF8, codecs.BOM_UTF8 + b"\n"])
def test_fault_09_an_empty_document_is_empty(body: bytes) -> None:
    assert refusal(body) == "empty"


@pytest.mark.parametrize(
    "body",
    [
        b"<html><head><title>503 Service</title></head><body>try later</body></html>",
        b"<!DOCTYPE html>\n<html lang=en><body><form>log in</form></body></html>",
        b"<!doctype html><!-- <rss> --><html><script>var a = '<rss>'</script></html>",
        b"<head><title>captcha</title></head>",
        b"503 Service Unavailable",
        b"{}",
        b"[1, 2]",
        b'{"version": 3, "items": []}',
        b'{"version": "https://jsonfeed.org/version/1", "items": 5}',
        b'{"items": [',
        b'{"version": "https://jsonfeed.org/version/1" "items": [{',
        b'{"a": ',
        b"\x1f\x8b\x08\x00" + b"\x01" * 100,
        b"\xff\xd8\xff\xe0JFIF" + b"\0" * 100,
        b"%PDF-1.7\n",
        b"PK\x03\x04" + b"\0" * 30,
        b"\0" * 1_000_000,
        b"GIF89a",
        b"<opml version='2.0'><body/></opml>",
        b"<kml><Document/></kml>",
        b"<",
        b"<!--",
        b"<?xml version='1.0'?>",
        b"\x89PNG\r\n\x1a\n\0\0",
        bytes(range(256)) * 4,
    ],
)
def test_fault_22_and_23_what_is_no_feed_says_so(body: bytes) -> None:
    assert refusal(body, "text/html") == "not_a_feed"
    assert isinstance(cut(body, "", frozenset()), ParseError) or b"kml" in body


def test_json_of_any_depth_gives_a_value() -> None:
    results = set()
    for depth in [10, *range(850, 1000), 100_000]:
        body = (
            f'{{"version": "https://jsonfeed.org/version/1", "items": [{{"id": "1", "x": '
            f"{'[' * depth}{']' * depth}}}]}}"
        )
        parsed = parse_feed(body.encode(), "", frozenset())
        results.add(parsed.code if isinstance(parsed, ParseError) else (len(parsed.entries), parsed.complete))
    assert {(1, True), (0, False)} <= results <= {(1, True), (1, False), (0, False), "not_a_feed"}


def test_a_warning_before_the_feed_is_stepped_over() -> None:
    assert titles(parse("<br />\n<b>Warning</b>: in line 3<br />\n" + rss(item()))) == ["T"]
    assert titles(parse("\n\ufeff junk " + rss(item()))) == ["T"]
    assert titles(parse("<!DOCTYPE html>" + rss(item(), declaration=""))) == ["T"]


def test_an_empty_feed_is_a_feed() -> None:
    for body in (
        rss(),
        '<rss version="2.0"/>',
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>',
        rss() + "<!-- cached -->",
    ):
        parsed = parse(body)
        assert (parsed.entries, parsed.total, parsed.complete) == ((), 0, True)


# ---------------------------------------------------------------- hostile documents


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0"?>'
        + b"\n" * 2**20
        + b'<rss version="2.0"><channel>'
        + item().encode()
        + b"</channel></rss>",
        b"\n" * 2**20 + b'<rss version="2.0"><channel>' + item().encode() + b"</channel></rss>",
        b'<rss version="2.0"><channel>'
        + b"\n" * 2**20
        + item().encode()
        + b"\n" * 2**20
        + b"</channel></rss>"
        + b"\n" * 2**20,
    ],
    ids=["before the root", "before everything", "between elements"],
)
def test_fault_01_a_megabyte_of_newlines_costs_no_time(body: bytes) -> None:
    with within(0.5):
        assert titles(parse(body)) == ["T"]


BIG = 200_000


@pytest.mark.parametrize(
    "unit",
    [
        "<item>",
        "<entry>",
        "<item ",
        "<item a='",
        '<entry a="b',
        "<!--",
        "<![CDATA[",
        "<![CDATA[]]>",
        "<?xml ",
        "<?",
        "<!DOCTYPE a",
        "<!DOCTYPE a [",
        "<a:item ",
        "</item>",
        "</rss",
        "<rss",
        "<rss>",
        " ",
        "<item/>",
        "<item></item>",
        "<!-- --><item>",
        "&#",
        "&#55296;",
        "]",
        "-",
        "'",
        '"',
    ],
)
@pytest.mark.parametrize(
    "start", ["", '<rss xmlns:a="http://purl.org/rss/1.0/"><channel>', "<rss><![CDATA[", "<rss><!--"]
)
def test_cutting_takes_linear_time_on_hostile_input(start: str, unit: str) -> None:
    body = (start + unit * (BIG // len(unit))).encode()
    with within(1):
        cut(body, "", frozenset())
        cut(body + b"</channel></rss>", "", frozenset())


def test_fault_13_entities_that_grow_are_refused_at_once() -> None:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    document = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{lines}]>' + rss(item("&l9;"), declaration="")
    with within(0.1):
        assert refusal(document) == "doctype"


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY a PUBLIC "x" "http://127.0.0.1:1/">',
        f'<!ENTITY a "{"x" * 65}">',
        '<!ENTITY a "&b;">',
        "<!ENTITY % p \"<!ENTITY a SYSTEM 'file:///etc/passwd'>\"> %p;",
        '<!ENTITY a "%p;">',
        '<!ENTITY a "<b>">',
        "<!ENTITY a",
        "<rss>",
        "",
        "]",
        '<!ENTITY a "b">' * 10_000,
    ],
)
def test_fault_13_and_14_a_doctype_that_declares_more_than_letters_is_refused(subset: str) -> None:
    body = f"<!DOCTYPE rss [ {subset} ]x>" if subset in {"", "]"} else f"<!DOCTYPE rss [ {subset} ]>"
    assert refusal(body + rss(item("&a;"), declaration="")) == "doctype"


def test_fault_14_an_external_parameter_entity_is_dropped_unread(tmp_path: Path) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY a "marker">')
    subset = (
        f'<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p; <!ELEMENT rss ANY> <!ATTLIST rss x CDATA '
        "#IMPLIED> <?x?>"
    )
    parsed = parse(f"<!DOCTYPE rss [ {subset} ]>" + rss(item("&a; left"), declaration=""))
    assert "marker" not in parsed.entries[0].title
    assert "left" in parsed.entries[0].title
    outside = f'<!DOCTYPE rss SYSTEM "{secret.as_uri()}">' + rss(item("&a; left"), declaration="")
    assert "marker" not in parse(outside).entries[0].title


def test_fault_13_harmless_entities_of_old_feeds_work() -> None:
    assert parse(SAMPLES["rss092.xml"]).entries[0].summary == "Norland — gone from the union."
    assert titles(parse('<!DOCTYPE rss [<!ENTITY a "b">]>' + rss(item("&a;</title2>"), declaration="")))[
        0
    ].startswith("b")


def test_fault_15_a_root_with_thousands_of_attributes_is_refused() -> None:
    attributes = " ".join(f'a{n}="1"' for n in range(20_000))
    assert refusal(f"<rss {attributes}><channel></channel></rss>") == "too_large"
    assert refusal(f"<rss {attributes}") == "too_large"


def test_fault_15_and_16_after_a_kill_only_the_guilty_item_is_lost() -> None:
    """Attributes are quadratic in feedparser, which reads a document with markup in a title: the child is
    killed, the other items are read.
    """
    attributes = "<x " + " ".join(f'a{n}="1"' for n in range(40_000)) + "/>"
    guilty = (
        item("<b>attributes</b>", attributes, "2"),
        item("address", f"<author>{'a.' * 60_000}@</author>", "3"),
    )
    body = rss(item("one", guid="1"), *guilty, item("four", guid="4")).encode()

    async def read() -> list[str]:
        sandbox = Sandbox(workers=1, time_limit_s=1.0, preload=["monitor.parse"])
        try:
            with pytest.raises(TimeoutError):
                await sandbox.run(parse_feed, body, "", frozenset[bytes](), ADDRESS)
            pieces = await sandbox.run(cut, body, "", frozenset[bytes]())
            assert isinstance(pieces, Cut)
            found = []
            for document, item_hash in zip(pieces.documents, pieces.hashes, strict=True):
                try:
                    parsed = await sandbox.run(parse_feed, document, "", frozenset[bytes](), ADDRESS)
                except (TimeoutError, ChildCrashed):
                    found.append("killed")
                else:
                    assert isinstance(parsed, Parsed)
                    assert parsed.entries[0].item_hash == item_hash
                    found += titles(parsed)
            return found
        finally:
            sandbox.stop()

    assert asyncio.run(read()) == ["one", "killed", "address", "four"]


def test_fault_18_items_over_the_limit_are_dropped_with_a_warning() -> None:
    body = rss(*(item(f"T{n}", guid=str(n)) for n in range(ITEM_LIMIT + 5)))
    parsed = parse(body)
    assert (len(parsed.entries), parsed.total, parsed.refused) == (ITEM_LIMIT, ITEM_LIMIT + 5, 5)
    assert titles(parsed)[0] == "T0"
    assert parsed.warnings == ("5 items over the limit of 2000 were left out",)
    assert (len(cuts(body).documents), cuts(body).refused) == (ITEM_LIMIT, 5)


def test_fault_18_a_hundred_thousand_items_are_cut_in_time() -> None:
    body = rss(item() * 100_000).encode()
    with within(3):
        pieces = cuts(body)
    assert pieces.total == 100_000


def test_fault_19_a_field_is_capped() -> None:
    entry = parse(
        rss(item("t" * 200_000, f"<description>{'d' * 5_000_000}</description>", "g" * 50_000))
    ).entries[0]
    assert (len(entry.title), len(entry.summary), len(entry.guid)) == (65536, 65536, 2000)


def test_a_long_head_is_not_repeated_for_every_item() -> None:
    body = rss(
        *(item(f"T{n}", guid=str(n)) for n in range(100)), head=f"<description>{'d' * 100_000}</description>"
    )
    pieces = cuts(body)
    assert max(map(len, pieces.documents)) < 500
    assert [parse(document).entries[0].title for document in pieces.documents[:2]] == ["T0", "T1"]


@pytest.mark.parametrize(
    "reference",
    [
        "&#0;",
        "&#8;",
        "&#xD800;",
        "&#xFFFE;",
        "&#x110000;",
        "&#99999999999999999999;",
        "&#x;",
        "&#;",
        "&#xFFFFFFFFFFFFFFFF;",
        "\0",
        "\b",
        "\ufffe",
    ],
)
def test_fault_21_illegal_characters_are_removed_before_they_break_the_parser(reference: str) -> None:
    assert titles(parse(rss(item(f"Trea{reference}ty"), item(f"<![CDATA[Trea{reference}ty]]>")))) == [
        "Treaty",
        "Treaty",
    ]


def test_fault_21_bidi_overrides_do_not_reach_a_title() -> None:
    assert titles(parse(rss(item("abc \u202efdp.exe &#x202E;x")))) == ["abc fdp.exe x"]


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("", None),
        ("Mon, 23 Nov 99999 10:00:00 GMT", None),
        ("no date at all", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", datetime(1970, 1, 1, tzinfo=UTC)),
        ("Sun, 23 Nov 2036 10:00:00 GMT", datetime(2036, 11, 23, 10, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 10:00:00 EST", datetime(2026, 11, 23, 15, tzinfo=UTC)),
        ("2026-11-23T10:00:00+03:00", datetime(2026, 11, 23, 7, tzinfo=UTC)),
        ("Sat, 31 Dec 2016 23:59:60 GMT", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("9999-12-31T23:59:59-12:00", None),
        ("0001-01-01T00:00:00+12:00", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_fault_24_a_date_is_read_or_none_and_always_kept_as_given(
    date: str, published: datetime | None
) -> None:
    entry = parse(rss(item(more=f"<pubDate>{date}</pubDate>"))).entries[0]
    assert (entry.published, entry.published_raw) == (published, date)


BARE = "R&D at AT&T, S&P; Q&A & more"


@pytest.mark.parametrize("broken", ["", "<b>"], ids=["well-formed", "not well-formed"])
def test_a_bare_ampersand_is_itself_in_titles_links_and_texts(broken: str) -> None:
    link = "https://a.example/?a=1&copy=1&lt=2&section=3&para=4&times=5"
    entry = parse(rss(item(BARE, f"<link>{link}</link><description>{BARE}{broken}</description>"))).entries[0]
    assert (entry.title, entry.link, entry.summary) == (BARE, link, BARE)


def test_a_bare_ampersand_in_an_attribute_is_itself() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><id>1</id><title>R&D</title>'
        '<link href="https://a.example/?a=1&copy=1&reg=2"/></entry></feed>'
    )
    assert (parse(body).entries[0].title, parse(body).entries[0].link) == (
        "R&D",
        "https://a.example/?a=1&copy=1&reg=2",
    )


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("&eacute;t&eacute;&nbsp;&hellip; &copy; &amp; &lt;", "été … © & <"),
        ("&unknown; &D; &;", "&unknown; &D; &;"),
        ("&#233 &#xe9; &#x110000; &#0;", "é é"),
        ("<![CDATA[R&D &amp; B&B &copy; &#233;]]>", "R&D & B&B © é"),
        ("R&amp;D &amp;eacute;", "R&D é"),
        ("Marks&amp;regions &amp;copy=1 &amp;notices", "Marks&regions &copy=1 &notices"),
    ],
)
def test_references_are_what_their_writers_meant(title: str, shown: str) -> None:
    assert titles(parse(rss(item(title)))) == [shown]


def test_one_bare_ampersand_does_not_leave_the_document_to_guessing() -> None:
    """The strict parser keeps what the loose one drops: the address that a prefix stands for."""
    body = (
        "<a:feed "
        'xmlns:a="http://www.w3.org/2005/Atom"><a:title>R&D</a:title><a:entry><a:id>1</a:id><a:title>T '
        "&euro;</a:title>"
        '<a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A '
        "<b>x</b></div></a:content></a:entry></a:feed>"
    )
    assert (parse(body).title, titles(parse(body)), parse(body).entries[0].summary) == ("R&D", ["T €"], "A x")


@given(st.text(st.sampled_from(list("&#x;amp19copy=<![CDATA[]]> "))))
def test_repairing_references_twice_changes_nothing(text: str) -> None:
    once = repair_references(text)
    assert repair_references(once) == once


TEN = datetime(2026, 11, 27, 10, tzinfo=UTC)
SEVEN = datetime(2026, 11, 27, 7, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("Fri, 27 Nov 2026 10:00:00 MSK", SEVEN),
        ("Fri, 27 Nov 2026 08:00:00 CET", SEVEN),
        ("Fri, 27 Nov 2026 09:00:00 CEST", SEVEN),
        ("Fri, 27 Nov 2026 08:00 BST", SEVEN),
        ("Fri, 27 Nov 2026 16:00:00 JST", SEVEN),
        ("Fri, 27 Nov 2026 18:00:00 AEDT", SEVEN),
        ("Fri, 27 Nov 2026 12:30:00 IST", SEVEN),
        ("Fri, 27 Nov 2026 02:00:00 EST", SEVEN),
        ("Fri, 27 Nov 2026 10:00:00 GMT+3", SEVEN),
        ("Fri, 27 Nov 2026 10:00:00 +0300 (MSK)", SEVEN),
        ("27 ноября 2026 г., 10:00 (МСК)", SEVEN),
        ("Fri Nov 27 10:00:00 MSK 2026", SEVEN),
        ("2026-11-27 10:00:00 +0300 +0300", SEVEN),
        ("2026-11-27T10:00:00.123456789+03:00", SEVEN),
        ("20261127T070000Z", SEVEN),
        ("1795762800", SEVEN),
        ("1795762800000", SEVEN),
        ("27.11.2026 10:00", TEN),
        ("27-11-2026, 10:00 Uhr", TEN),
        ("27/11/2026 10:00", TEN),
        ("11/27/2026 10:00", TEN),
        ("11/27/2026 10:00 AM", TEN),
        ("Nov 27, 2026 10:00 a.m.", TEN),
        ("2026年11月27日 10:00", TEN),
        ("Fri, 27 Nov 26 10:00 GMT", TEN),
        ("27.11.2026", MIDNIGHT),
        ("Thu, 26 Nov 2026 24:00 GMT", MIDNIGHT),
        ("November 27th, 2026", MIDNIGHT),
    ],
)
def test_zone_names_and_the_orders_of_many_countries_are_read(date: str, published: datetime) -> None:
    assert parse(rss(item(more=f"<pubDate>{date}</pubDate>"))).entries[0].published == published


@pytest.mark.parametrize(
    ("months", "form"),
    [
        (
            "January February March April May June July August September October November December",
            "{} 7, 2026",
        ),
        ("января февраля марта апреля мая июня июля августа сентября октября ноября декабря", "7 {} 2026 г."),
        (
            "januari februari maart april mei juni juli augustus september oktober november december",
            "7 {} 2026",
        ),
        (
            "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie "
            "decembrie",
            "7 {} 2026",
        ),
        ("januar februar mart april maj jun jul avgust septembar oktobar novembar decembar", "7. {} 2026."),
        ("јануар фебруар март април мај јун јул август септембар октобар новембар децембар", "7. {} 2026."),
        ("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر", "7 {} 2026"),
        (
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada "
            "grudnia",
            "7 {} 2026",
        ),
        (
            "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
            "середа, 7 {} 2026 р.",
        ),
        (
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "mar. 7 {} 2026",
        ),
        ("Januar Februar März April Mai Juni Juli August September Oktober November Dezember", "7. {} 2026"),
        ("Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık", "7 {} 2026 Salı"),
        (
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            "martes, 7 de {} de 2026",
        ),
        (
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
            "7 de {} de 2026",
        ),
        (
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
            "mar, 7 {} 2026",
        ),
        ("янв фев мар апр май июн июл авг сен окт ноя дек", "вт, 7 {} 2026"),
        ("sty lut mar kwi maj cze lip sie wrz paź lis gru", "7 {} 2026"),
        ("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.", "7 {} 2026"),
        ("ene feb mar abr may jun jul ago sep oct nov dic", "7 {} 2026"),
        ("jan fev mar abr mai jun jul ago set out nov dez", "7/{}/2026"),
        ("gen feb mar apr mag giu lug ago set ott nov dic", "7 {} 2026"),
        ("Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara", "7 {} 2026"),
        ("січ лют бер кві тра чер лип сер вер жов лис гру", "7 {} 2026"),
    ],
)
def test_the_months_of_every_language_are_read(months: str, form: str) -> None:
    for number, month in enumerate(months.split(), 1):
        assert read_date(form.format(month) + " 10:30") == datetime(2026, number, 7, 10, 30, tzinfo=UTC), (
            month
        )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "7 of 2026",
        "31 Şubat 2026",
        "32.11.2026",
        "27.13.2026 10:00",
        "2026",
        "10:00",
        "9" * 100,
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert read_date(text) is None


def test_a_date_that_nobody_can_read_gives_way_to_the_next_and_is_kept_as_given() -> None:
    entry = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><id>1</id><title>T</title>'
        "<published>lately</published><updated>27.11.2026 10:00</updated></entry></feed>"
    ).entries[0]
    assert (entry.published, entry.published_raw) == (TEN, "lately")


@given(
    st.builds(
        "{}{:02}:{:02}:{:02}{}{}".format,
        st.builds(
            "{}{} {} {} ".format,
            st.sampled_from(["", "Mon, ", "Sun, "]),
            st.integers(0, 32),
            st.sampled_from(
                ["Jan", "FEB", "Mar", "apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            ),
            st.sampled_from(["0001", "1999", "2026", "9999"]),
        )
        | st.builds(
            "{}-{:02}-{:02}T".format,
            st.sampled_from(["0000", "2026"]),
            st.integers(0, 13),
            st.integers(0, 32),
        ),
        st.integers(0, 24),
        st.integers(0, 60),
        st.integers(0, 60),
        st.sampled_from(["", ".5", ".123456789"]),
        st.sampled_from(["Z", " GMT", " +0100", "-05:30", "+2359", "+2400", "+0160", " EST", ""]),
    )
)
def test_usual_dates_are_read_like_any_other(text: str) -> None:
    assert read_date(text) == read_date(f" {text}")


@given(st.text())
def test_any_text_is_a_date_or_none(text: str) -> None:
    date = read_date(text)
    assert date is None or date.utcoffset() == timedelta(0)


# ---------------------------------------------------------------- documents that were cut off

FIVE = {
    "rss": rss(*(item(f"Title {n} é", "<description>&lt;p&gt;D</description>", f"g{n}") for n in range(5))),
    "rss with CDATA": rss(
        *(item(f"<![CDATA[T{n} </item></rss> <item>]]>", "<!-- </item> -->", f"g{n}") for n in range(5))
    ),
    "rdf": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    )
    + "<channel><title>F</title><items><rdf:Seq/></items></channel>"
    + "".join(f'<item rdf:about="https://g.example/{n}"><title>T{n} ж</title></item>\n' for n in range(5))
    + "</rdf:RDF>",
    "atom": '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><id>f</id>'
    + "".join(
        f'<entry><id>{n}</id><title>T{n}</title><link href="/a/{n}"/><content>é</content></entry>'
        for n in range(5)
    )
    + "</feed>",
    "prefixed atom": '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>F</a:title>'
    + "".join(f"<a:entry><a:id>{n}</a:id><a:title>T{n}</a:title></a:entry>" for n in range(5))
    + "</a:feed>",
    "json": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "F",
            "items": [{"id": str(n), "title": f"T{n} é", "tags": ["}"]} for n in range(5)],
        },
        ensure_ascii=False,
    ),
}


@pytest.mark.parametrize("name", FIVE)
def test_fault_10_cut_at_any_byte_each_item_is_whole_or_absent(name: str) -> None:
    body = FIVE[name].encode()
    whole = parse(body)
    assert whole.complete
    assert whole.total == 5
    numbers = set()
    for length in range(len(body)):
        parsed = parse_feed(body[:length], "", frozenset(), ADDRESS)
        if isinstance(parsed, ParseError):
            assert not numbers & {1, 2, 3, 4, 5}, "no refusal once an item was whole"
            continue
        assert not parsed.complete
        assert "the document was cut off" in parsed.warnings
        assert parsed.entries == whole.entries[: len(parsed.entries)]
        assert parsed.item_hashes == whole.item_hashes[: len(parsed.entries)]
        numbers.add(len(parsed.entries))
    assert numbers == {0, 1, 2, 3, 4, 5}


def test_fault_10_the_next_whole_document_gives_the_rest() -> None:
    body = FIVE["rss"].encode()
    early = parse(body[: len(body) // 2])
    late = parse(body, seen=frozenset(early.item_hashes))
    assert 0 < len(early.entries) < 5
    assert early.entries + late.entries == parse(body).entries
    assert late.overlap == len(early.entries)


def test_items_that_were_not_closed_end_where_the_next_begins() -> None:
    body = rss("<item><title>A</title>", item("B"), "<item><title>C</title>")
    parsed = parse(body)
    assert parsed.complete
    assert titles(parsed) == ["A", "B", "C"]
    assert titles(parse(body, seen=frozenset(parsed.item_hashes[:1]))) == ["B", "C"]


# ---------------------------------------------------------------- items seen before


@given(st.sampled_from([*(body.encode() for body in FIVE.values()), *SAMPLES.values()]), st.data())
@settings(max_examples=40, deadline=None)
def test_the_unseen_items_read_as_they_do_in_the_whole_document(body: bytes, data: st.DataObject) -> None:
    whole = parse(body)
    seen = frozenset(data.draw(st.sets(st.sampled_from(whole.item_hashes))))
    parsed = parse(body, seen=seen)
    assert parsed.entries == tuple(entry for entry in whole.entries if entry.item_hash not in seen)
    assert (parsed.item_hashes, parsed.total, parsed.overlap) == (whole.item_hashes, whole.total, len(seen))
    assert (parsed.title, parsed.lang, parsed.format, parsed.ttl_s) == (
        whole.title,
        whole.lang,
        whole.format,
        whole.ttl_s,
    )
    pieces = cuts(body, seen)
    assert (pieces.item_hashes, pieces.overlap, pieces.complete) == (whole.item_hashes, len(seen), True)
    singles = [parse(document).entries for document in pieces.documents]
    assert all(len(single) == 1 for single in singles)
    assert [single[0].item_hash for single in singles] == list(pieces.hashes)
    assert [single[0].title for single in singles] == [entry.title for entry in parsed.entries]


@pytest.mark.parametrize(
    ("item", "identity"),
    [
        ("<item><title>A</title><guid isPermaLink='false'> 1 </guid></item>", ("1", "")),
        ("<entry><title>A</title><id><![CDATA[urn:1]]></id></entry>", ("urn:1", "")),
        (
            "<item rdf:about='https://a.example/1?a=1&amp;b=2'><title>A</title></item>",
            ("https://a.example/1?a=1&b=2", ""),
        ),
        ("<item><title>A &amp; B</title><guid> </guid></item>", ("", "A & B")),
        ("<entry><title type='html'><![CDATA[A <b>&amp;</b> B]]></title><id/></entry>", ("", "A & B")),
        (
            "<item><description><![CDATA[<title>no</title><id>no</id>]]></description><title>A</title></item>",
            ("", "A"),
        ),
        ("<item><link>x</link></item>", ("", "")),
    ],
)
def test_a_seen_item_is_known_again_by_its_guid_else_by_its_title(
    item: str, identity: tuple[str, str]
) -> None:
    root = "<rdf:RDF xmlns:rdf='r' xmlns='http://purl.org/rss/1.0/'>"
    body = f"{root}{item}<item><title>New</title></item></rdf:RDF>".encode()
    seen = parse(body).item_hashes[:1]
    again = parse(body, seen=frozenset(seen))
    assert again.held == (identity,)
    assert parse(body, seen=frozenset(parse(body).item_hashes)).held == (), (
        "nothing is read, so nothing must be told apart"
    )


def test_a_seen_item_of_a_json_feed_is_known_again() -> None:
    items = [{"id": 1, "title": " A "}, {"id": "2", "title": "B"}]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    assert parse(body, seen=frozenset(parse(body).item_hashes[:1])).held == (("1", "A"),)


def test_an_edited_item_has_another_hash() -> None:
    before, after = parse(rss(item("denies"), item("B"))), parse(rss(item("confirms"), item("B")))
    assert before.item_hashes[0] != after.item_hashes[0]
    assert before.item_hashes[1] == after.item_hashes[1]


def test_items_stay_themselves_when_the_charset_or_the_head_changes() -> None:
    one = parse(in_charset("utf-8", "utf-8")).item_hashes
    assert parse(in_charset("cp1251", "windows-1251")).item_hashes == one
    assert parse(in_charset("utf-16", "utf-16")).item_hashes == one
    assert parse(rss(item(CYRILLIC), head="<lastBuildDate>now</lastBuildDate>")).item_hashes == one


def test_an_item_in_an_item_belongs_to_the_outer_one() -> None:
    inner = '<content type="application/atom+xml"><entry><title>inner</title></entry></content>'
    body = (
        "<feed "
        f'xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><title>outer</title>{inner}</entry><entry><title>B</title></entry></feed>'
    )
    parsed = parse(body)
    assert len(parsed.item_hashes) == 2
    assert parsed.complete
    assert parse(body, seen=frozenset(parsed.item_hashes)).entries == ()
    assert all(entry.item_hash for entry in parsed.entries)


def test_names_that_only_look_like_items_are_no_items() -> None:
    body = rss("<items>x</items><itemize/><media:item>y</media:item>", item("A")).replace(
        "<rss ", '<rss xmlns:media="http://search.yahoo.com/mrss/" '
    )
    assert len(parse(body).item_hashes) == 1
    assert titles(
        parse(
            rss(
                '<item rdf:about="a>b" '
                'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><title>A</title></item>'
            )
        )
    ) == ["A"]


# ---------------------------------------------------------------- anything


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_a_value(body: bytes) -> None:
    assert isinstance(parse_feed(body, "", frozenset(), ADDRESS), Parsed | ParseError)


PIECES = [
    "<rss version='2.0'>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>",
    "<channel>",
    "<item>",
    "</item>",
    "<entry>",
    "</entry>",
    "<title>",
    "</title>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<link>",
    "</link>",
    "<link href='http://[x'/>",
    "&#1114112;",
    "&amp",
    "&nbsp;",
    "<guid isPermaLink='true'>",
    "</guid>",
    "<content type='xhtml'>",
    "</content>",
    "<description>",
    "</description>",
    "<pubDate>9999999999</pubDate>",
    "<!DOCTYPE x>",
    "</channel>",
    "</rss>",
    "</feed>",
    "<?pi",
    "?>",
    "\x00",
    "é",
    "text",
    "<georss:point>1</georss:point>",
    "<itunes:image/>",
    "<media:content url='x'/>",
    "<image>",
    "</image>",
    "<psc:chapter start='1'/>",
    "<category term='x'/>",
    "<enclosure/>",
    "<source>",
    "</source>",
    "xml:base='//['",
    "<author>",
    "</author>",
    "<x:y>",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_order_of_tags_gives_a_value(text: str) -> None:
    body = ("<rss version='2.0'><channel>" + text).encode()
    for document in (body, text.encode(), body + b"</channel></rss>"):
        parsed = parse_feed(document, "", frozenset(), ADDRESS)
        assert isinstance(parsed, Parsed | ParseError)
        if isinstance(parsed, Parsed):
            again = parse_feed(document, "", frozenset(parsed.item_hashes), ADDRESS)
            assert isinstance(again, Parsed)
            assert again.item_hashes == parsed.item_hashes
            pickle.dumps(parsed)


@pytest.mark.parametrize("name", ["author", "managingEditor", "webMaster", "dc:creator", "dc:publisher"])
def test_a_name_of_any_length_takes_no_longer_than_its_length(name: str) -> None:
    body = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Wire</title>'
        f"<item><title>t</title><{name}>{'a' * 100_000}</{name}></item></channel></rss>"
    )
    with within(2.0):  # quadratic: 25 s
        parsed = parse_feed(body.encode(), "", frozenset())
    assert isinstance(parsed, Parsed)
    assert len(parsed.entries[0].author) <= 500
