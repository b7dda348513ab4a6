"""What clean text, links and stories look like, on the inputs that go wrong elsewhere."""

from __future__ import annotations

import pickle
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import within

from monitor.model import Feed, FeedItem, FeedKind
from monitor.normalize import (
    canonical_link,
    clean_text,
    former_key,
    header_text,
    html_to_lines,
    html_to_text,
    language_tag,
    safe_link,
    story_key,
    text_digest,
    to_story,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FEED = Feed(id=1, address="https://www.example.org/feed.xml", publisher="Example", lang="en", state="FR")

# ---------------------------------------------------------------- text

ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=200)
HOSTILE = st.text(
    st.sampled_from(
        "aeé ا م\u200b\u200c\u200d\u202e\u2066\u0301\u0323\u212a\x00\x08\n\u2028\ufffe\ud800\U0001f468"
    ),
    max_size=40,
)


@given(ANY_TEXT | HOSTILE)
def test_fault_21_no_control_surrogate_or_bidi_override_survives(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode("utf-8")  # lone surrogates would raise
    for character in cleaned:
        assert unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
        assert (
            character
            not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff\ufffe\uffff\u00ad"
        )


@given(ANY_TEXT | HOSTILE)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)


USUAL = st.lists(
    st.sampled_from([*"a Z9\n\t.,-é\xa0ñßαЖйє،دة日本語カ가’“”–—…€™№\u2028\u037e", "  ", "—" * 31]),
    max_size=40,
).map("".join)


@given(USUAL)
def test_usual_text_is_cleaned_like_any_other(text: str) -> None:
    assert clean_text(text) == clean_text(f"{text}\u200b")


def test_each_usual_character_is_cleaned_like_any_other() -> None:
    ends_of_alphabets = (0x4DBF, 0x4E00, 0x9FFF, 0xAC00, 0xD7A3)
    for code in (*range(0x80, 0x3401), *ends_of_alphabets, *range(0xF900, 0x10000)):
        text = f"a{chr(code) * 40}"
        assert clean_text(text) == clean_text(f"{text}\u200b"), hex(code)


def test_fault_21_the_whole_of_cc_cf_and_cs_leaves_only_joiners_and_marks_of_scripts() -> None:
    kept = {
        character
        for number in range(0x110000)
        if unicodedata.category(character := chr(number)) in {"Cc", "Cf", "Cs"}
        and clean_text(f"ا{character}ا") == f"ا{character}ا"
    }
    # Arabic and Syriac number signs, Kaithi numbers, Egyptian joiners and shorthand controls are visible or
    # carry meaning
    assert {"\u200c", "\u200d"} <= kept
    assert all(
        unicodedata.bidirectional(character)
        not in {"LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI", "FSI", "PDI"}
        for character in kept
    )
    assert all(ord(character) > 0x5FF for character in kept)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  two\r\n\t lines\u2028and\xa0more ", "two lines and more"),
        ("ter\u00admi\u200bna\u200dtes", "terminates"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # the non-joiner belongs to the Persian word
        ("e\u0301tat", "état"),
        ("\u202eeil\u202c", "eil"),
        ("", ""),
    ],
)
def test_text_becomes_one_clean_line(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


def test_text_is_capped() -> None:
    assert len(clean_text("é" * 100_000)) == 65536
    assert clean_text("word " * 10, 9) == "word word"


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u093c\u094d", "\u05b0\u05bc"])
def test_long_runs_of_combining_marks_cost_no_time(marks: str) -> None:
    with within(0.5):
        clean_text("a" + marks * 100_000)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One.</p><p>Two <b>th</b>ree</p>", "One. Two three"),
        ("a<script>alert(1)</script>b<style>p{}</style>c<!-- d -->e", "abce"),
        ("x<br>y<li>z", "x y z"),
        ("Q&amp;A &lt;b&gt; &eacute;", "Q&A <b> é"),
        ('<a href="javascript&colon;alert(1)" title="3 > 2">link</a>', "link"),
        ("AT&T 5 < 6", "AT&T 5 < 6"),
        ("plain &quot;words&quot;", 'plain "words"'),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>safe", "safe"),
    ],
)
def test_markup_becomes_its_words(markup: str, text: str) -> None:
    assert html_to_text(markup) == text


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000,
        "<b a=1>" * 300 + "<p>x" * 20_000,
        "<script>" * 20_000,
        "<a><b><i>" * 20_000,
        "<" * 100_000,
        "<!--" * 30_000,
    ],
    ids=["nested blocks", "formatting reopened", "scripts", "nested inline", "angle brackets", "comments"],
)
def test_fault_20_nested_markup_costs_no_time(markup: str) -> None:
    with within(0.2):
        html_to_text(markup)


def test_fault_20_words_in_deep_nesting_are_kept_and_scripts_are_not() -> None:
    assert html_to_text("<div>" * 5000 + "terminates<script>no</script>" + "</div>" * 5000) == "terminates"


def test_fault_17_styles_with_nested_urls_cost_no_time() -> None:
    with within(1):
        assert html_to_text(f'<p style="{"url(" * 20_000}">text</p>', 10**6) == "text"


TAGS = "p br BR a b em i img strong span div li h1 table td script textarea svg pre"
ATTRIBUTES = (
    "",
    " ",
    "/",
    ' a="b>c"',
    " a='<'",
    " a=b",
    ' a=="x>"',
    ' ="x>"',
    ' b"x>"',
    " a = 'b' c/",
    "\xa0a='>'",
)
PIECES = "word &amp;lt; &copy &nbsp; &#39; &#8217; &#x27; &#128; &#11; é —"
MARKUP = st.lists(
    st.builds(
        "<{}{}{}{}".format,
        st.sampled_from(["", "/"]),
        st.sampled_from(TAGS.split()),
        st.sampled_from(ATTRIBUTES),
        st.sampled_from([">", ">", ""]),
    )
    | st.sampled_from([" ", "\n", *PIECES.split()]),
    max_size=12,
).map("".join)


@given(MARKUP)
@settings(max_examples=300, deadline=None)
def test_markup_that_needs_no_parser_reads_as_with_one(markup: str) -> None:
    assert html_to_text(markup) == html_to_text(f"<!---->{markup}")  # a comment needs one
    assert html_to_lines(markup) == html_to_lines(f"<!---->{markup}")


@pytest.mark.parametrize("markup", ["<p>a\ud800b", "<div>a\ud800b</div>"])
def test_fault_21_lone_surrogates_in_markup_are_removed(markup: str) -> None:
    assert html_to_text(markup) == "ab"


@given(ANY_TEXT | HOSTILE)
@settings(max_examples=50)
def test_html_to_text_takes_any_text(text: str) -> None:
    assert html_to_text(text) == clean_text(html_to_text(text))


@pytest.mark.parametrize(
    "text",
    ["=?utf-8?q?a=0d=0aBcc:_evil=40evil.test?=", "a\r\nBcc: b", "a\x0bb\x85c\u2029d", "=\u200b?utf-8?q?a?="],
)
def test_fault_97_header_text_is_one_line_without_an_encoded_word(text: str) -> None:
    header = header_text(text)
    assert "=?" not in header
    assert len(header.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"),
        ("EN_us", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("pt-BR", "pt-BR"),
        ("eng", "en"),
        ("ger-AT", "de-AT"),
        ("est", "et"),
        ("gsw", "gsw"),
        ("qaa", "qaa"),
        ("", None),
        ("English", None),
        ("en-", None),
        ("x", None),
    ],
)
def test_language_tags_have_one_case(text: str, tag: str | None) -> None:
    assert language_tag(text) == tag


def test_the_digest_knows_which_text_changed() -> None:
    digests = {
        text_digest("a", "b", "c"),
        text_digest("ab", "", "c"),
        text_digest("a", "bc", ""),
        text_digest("", "a", "bc"),
    }
    assert len(digests) == 4
    assert len(text_digest("\ud800", "", "")) == 16


# ---------------------------------------------------------------- links


@pytest.mark.parametrize(
    "link",
    [         "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "file:///etc/passwd", "smb://host/x",         "ftp://example.org/", "mailto:a@example.org", "//", "http://", "https:///path", "https://user@example.org/", "https://good.example@evil.test/",         "https://a\\@evil.test/", "http://[::1", "http://example.org:99999/", "http://example.org:x/", "", " ", "/relative",         "https://" + "a" * 5000,         "https://exa mple.org/", "\x01javascript:alert(1)",     ],
)  # fmt: skip
def test_fault_05_only_http_links_without_a_user_are_shown(link: str) -> None:
    assert safe_link(link) is None
    assert canonical_link(link) is None


@pytest.mark.parametrize(
    ("link", "base", "shown"),
    [
        ("/a/b", "https://example.org/feed", "https://example.org/a/b"),
        ("b?c=1", "https://example.org/x/feed", "https://example.org/x/b?c=1"),
        ("//example.net/a", "https://example.org/", "https://example.net/a"),
        ("javascript:alert(1)", "https://example.org/", None),
        (" https://example.org/a b\"<'>`\n", "", "https://example.org/a%20b%22%3C%27%3E%60"),
        ("https://example.org/\u202egpj.exe", "", "https://example.org/gpj.exe"),
        ("https://example.org/путь?q=é#Якорь", "", "https://example.org/путь?q=é#Якорь"),
        ("x", "http://[bad", None),
    ],
)
def test_links_are_joined_and_quoted(link: str, base: str, shown: str | None) -> None:
    assert safe_link(link, base) == shown


@given(
    st.text(max_size=60)
    | st.text(st.sampled_from("htps:/@[].?#&%=\\ aé"), max_size=40).map("https://".__add__)
)
def test_links_never_raise_and_canonical_is_a_fixed_point(link: str) -> None:
    canonical = canonical_link(link)
    if canonical is not None:
        assert canonical_link(canonical) == canonical
    story_key("https://example.org/feed", "", link, "")


HOSTS = "example.org www.example.org www2.example.org m.example.org amp.uk news.google.com bing.com a..b -.a"
PATHS = "/ /a /A-1.html /. /.. /.a /amp /x.amp.html /amp-7 /a,b /a:b /url"
QUERIES = "? ?a=1 ?b=2&a=1 ?utm_source=x ?ref=rss&b ?url=http://b.example/c ?a=/../b ?&a"


@given(
    st.builds(
        "{}://{}{}{}".format,
        st.sampled_from(["http", "https"]),
        st.sampled_from(HOSTS.split()),
        st.lists(st.sampled_from(PATHS.split()), max_size=4).map("".join),
        st.sampled_from(["", *QUERIES.split()]),
    )
)
def test_plain_links_are_read_like_any_other(link: str) -> None:
    assert safe_link(link) == safe_link(f" {link}")
    assert safe_link(link, FEED.address) == safe_link(f"{link}\u200b", FEED.address)
    assert canonical_link(link) == canonical_link(f"{link}#top")


SAME_PAGE = [
    "https://example.org/news/1?id=7",
    "http://example.org/news/1?id=7",
    "HTTPS://WWW.Example.ORG:443/news/1?id=7",
    "http://example.org:80/news/1/?id=7",
    "https://example.org/news//1?id=7#comments",
    "https://example.org/news/./x/../1?id=7",
    "https://m.example.org/news/1?id=7",
    "https://amp.example.org/news/1?id=7",
    "https://example.org/news/1/amp?id=7",
    "https://example.org/news/1/amp/?id=7&amp=1",
    "https://example.org/news/amp/1?id=7",
    "https://example.org/news/1.amp?id=7",
    "https://example.org/news/%31?id=7",
    "https://example.org/news/1?utm_source=rss&utm_medium=feed&id=7",
    "https://example.org/news/1?id=7&at_medium=RSS&at_campaign=KARANGA",
    "https://example.org/news/1?id=7&fbclid=abc&gclid=x&ocid=y&CMP=z&xtor=RSS-1",
    "https://example.org/news/1?id=7&ref=rss",
    "https://example.org/news/1?source=feed&id=7&from=twitter",
    "https://example-org.cdn.ampproject.org/c/s/example.org/news/1?id=7",
    "https://example-org.cdn.ampproject.org/v/s/example.org/news/1/amp?id=7",
    "https://www.google.com/amp/s/example.org/news/1?id=7",
    "https://www.google.com/url?rct=j&sa=t&url=https://example.org/news/1%3Fid%3D7&ct=ga&usg=AOv",
    "https://www.google.co.uk/url?q=https%3A%2F%2Fexample.org%2Fnews%2F1%3Fid%3D7",
    "http://news.google.com/news/url?sa=t&url=http://www.example.org/news/1?id=7",
    "https://news.google.com/rss/articles/CBMiH2h0dHBzOi8vZXhhbXBsZS5vcmcvbmV3cy8xP2lkPTfSAQA?oc=5",
    "http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&url=https%3a%2f%2fexample.org%2fnews%2f1%3fid%3d7&c=1",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fnews%2F1%3Fid%3D7&h=AT0",
    "https://www.google.com/url?url=https://www.google.com/url?url%3Dhttps://example.org/news/1%253Fid%253D7",
]


@pytest.mark.parametrize("link", SAME_PAGE)
def test_fault_31_one_page_has_one_canonical_link(link: str) -> None:
    assert canonical_link(link) == "https://example.org/news/1?id=7"


OTHER_PAGES = [
    "https://example.org/news/1?id=8",
    "https://example.org/news/2?id=7",
    "https://example.org/news/1",
    "https://example.org/News/1?id=7",  # paths know their case
    "https://example.org/news/1?12345",  # a parameter without a value
    "https://example.org/news/1?12346",
    # a general list of trackers (courlan 1.4's) takes these for tracking
    "https://example.org/news/1?gallery=1",
    "https://example.org/news/1?gallery=2",
    "https://example.org/news/1?cid=1",
    "https://example.org/news/1?cid=2",
    "https://example.org/news/1?source=7",
    "https://example.org/news/1?ref=a",
    "https://example.org:8443/news/1?id=7",
    "https://other.example.org/news/1?id=7",
    "https://example.org/news/champ?id=7",
    "https://example.org/go?url=https://example.org/news/1?id=7",  # not a redirector that we know
    "https://news.google.com/rss/articles/CBMiAAAA",
    "https://news.google.com/rss/articles/CBM",
    "https://news.google.com/rss/articles/A",
    "https://www.google.com/url?url=javascript:alert(1)",
    "https://www.google.com/url?x=1",
    "https://m.org/news/1?id=7",
]


def test_different_pages_keep_different_links() -> None:
    links = [canonical_link(link) for link in [*OTHER_PAGES, SAME_PAGE[0]]]
    assert None not in links
    assert len(set(links)) == len(links)


def test_the_order_of_parameters_does_not_matter() -> None:
    assert canonical_link("https://example.org/?b=2&a=1&&") == canonical_link("https://example.org?a=1&b=2")


def test_names_in_other_scripts_have_one_form() -> None:
    forms = {
        "https://пример.рф/тест",
        "https://xn--e1afmkfd.xn--p1ai/%D1%82%D0%B5%D1%81%D1%82",
        "https://ПРИМЕР.рф./%d1%82%d0%b5%d1%81%d1%82",
    }
    assert len({canonical_link(form) for form in forms}) == 1
    assert (canonical_link(forms.pop()) or "").isascii()
    # no host that exists; still no error
    assert canonical_link("https://" + "ж" * 80 + ".рф/a") == "https://" + "ж" * 80 + ".рф/a"


# ---------------------------------------------------------------- stories


def key(
    guid: str = "g", link: str = "https://example.org/a", title: str = "T", feed: str = FEED.address
) -> str:
    return story_key(feed, guid, link, title)


def test_fault_25_guids_that_change_or_repeat_do_not_change_the_key_of_a_page() -> None:
    assert key(guid="1") == key(guid="2") == key(guid="", title="other", feed="https://example.net/feed")
    assert key(link="https://example.org/a") != key(link="https://example.org/b")


@pytest.mark.parametrize(
    "link", ["", "https://example.org", "https://www.example.org/", "javascript:alert(1)", FEED.address]
)
def test_a_link_that_says_nothing_is_replaced_by_feed_guid_and_title(link: str) -> None:
    assert key(link=link) == key(link=link)
    assert (
        len(
            {
                key(link=link),
                key(link=link, guid="2"),
                key(link=link, title="U"),
                key(link=link, feed="https://example.net/feed/x"),
            }
        )
        == 4
    )


def test_anchors_part_the_items_of_one_page_unless_they_track() -> None:
    assert key(link="https://example.org/day#a110603") != key(link="https://example.org/day#a020604")
    assert (
        key(link="https://example.org/day#comments")
        == key(link="https://example.org/day#xtor=RSS-1")
        == key(link="https://example.org/day")
    )


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("https://example.org/#/news/1", "https://example.org#/news/1"),
        ("https://www.example.org/app/#!news/1/", "https://example.org/app#!news/1"),
        ("https://example.org/app#/news?id=7&utm_source=rss", "https://example.org/app#/news?id=7"),
        ("https://example.org/app#/", "https://example.org/app"),
        ("https://example.org/app#!", "https://example.org/app"),
    ],
)
def test_a_route_belongs_to_the_address(link: str, canonical: str) -> None:
    assert canonical_link(link) == canonical
    assert canonical_link(canonical) == canonical


def test_routes_part_stories_and_a_story_from_before_is_found_under_its_former_key() -> None:
    assert key(link="https://example.org/#/a") != key(link="https://example.org/#/b")
    assert former_key(FEED.address, "g", "https://example.org/app#/a", "T") == "https://example.org/app"
    assert (former_key(FEED.address, "g", "https://example.org/#!a", "T") or "").startswith("none:")
    assert former_key(FEED.address, "g", "https://example.org/day#a110603", "T") is None
    assert former_key(FEED.address, "g", "https://example.org/day", "T") is None


def entry(**changes: object) -> FeedItem:
    values: dict[str, object] = {
        "guid": "g",
        "link": "https://www.example.org/a",
        "title": "T",
        "summary": "S",
        "body": "B",
    }
    return FeedItem(**(values | changes))  # type: ignore[arg-type]


def test_a_story_has_everything_but_its_row() -> None:
    story = to_story(
        entry(published=NOW - timedelta(hours=1), published_raw="raw", author="A", lang="fr"), FEED, NOW
    )
    assert story.key == "https://example.org/a"
    assert (story.title, story.summary, story.body) == ("T", "S", "B")
    assert (story.url, story.raw_url) == ("https://www.example.org/a", None)
    assert (story.source, story.host, story.lang, story.state, story.author) == (
        "Example",
        "example.org",
        "fr",
        "FR",
        "A",
    )
    assert (story.published, story.published_raw) == (NOW - timedelta(hours=1), "raw")
    assert story.digest == text_digest("T", "S", "B")
    assert (story.id, story.version, story.official) == (None, 1, False)


def test_a_story_comes_through_a_pipe_as_it_was() -> None:
    story = to_story(FeedItem(guid="7", link="https://example.org/7", title="T", published=NOW), FEED, NOW)
    assert pickle.loads(pickle.dumps(story)) == story


def test_fault_05_a_dropped_link_is_kept_as_raw() -> None:
    story = to_story(entry(link="javascript:alert(1)"), FEED, NOW)
    assert (story.url, story.raw_url, story.host) == (None, "javascript:alert(1)", "example.org")
    assert story.key.startswith("none:")
    assert to_story(entry(link=""), FEED, NOW).raw_url is None


def test_what_the_feed_does_not_say_comes_from_its_settings() -> None:
    feed = Feed(id=2, address="https://mfa.example/rss", kind=FeedKind.OFFICIAL, lang="ru")
    story = to_story(entry(link="/a"), feed, NOW)
    assert (story.url, story.source, story.host, story.lang, story.official) == (
        "https://mfa.example/a",
        "mfa.example",
        "mfa.example",
        "ru",
        True,
    )
    assert to_story(entry(), Feed(id=3, address="nonsense", title="Title"), NOW).source == "Title"


@pytest.mark.parametrize(
    ("published", "believed"),
    [
        (None, None),
        (datetime(1970, 1, 1, tzinfo=UTC), None),
        (NOW.replace(year=2036), None),
        (NOW + timedelta(days=6), NOW),
        (NOW + timedelta(seconds=1), NOW),
        (NOW, NOW),
        (datetime(1991, 5, 1, tzinfo=UTC), datetime(1991, 5, 1, tzinfo=UTC)),
    ],
)
def test_fault_24_dates_are_clamped_to_now_or_dropped(
    published: datetime | None, believed: datetime | None
) -> None:
    assert to_story(entry(published=published), FEED, NOW).published == believed
