"""The shapes of a message: what a reader sees, what a hostile feed cannot do, how large it may be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import hostile
import pytest
import shapes
from digests import MESSAGES, POSSIBLE, made
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from samples import FIRST, NOW, Sample, act, alert, build, destination, week

from monitor.channels import Envelope, by_name
from monitor.channels.layout import table, wrap
from monitor.channels.shortening import shortened
from monitor.channels.splitting import split
from monitor.channels.templates import environment, escapes, safe_url
from monitor.config import package_data
from monitor.digest import (
    ActSummary,
    Asked,
    ComputedEffect,
    Digest,
    Form,
    Gap,
    PossibleExits,
    Proof,
    Section,
    Segment,
    Silence,
    columns,
    notice,
    plain,
)
from monitor.model import (
    Cadence,
    Cell,
    Edit,
    Evidence,
    FirstMessage,
    Grade,
    Hit,
    Kind,
    Reason,
    Row,
    SavedQuery,
    Stage,
    Step,
    Story,
)


def pretty(body: bytes) -> str:
    return json.dumps(json.loads(body), ensure_ascii=False, indent=2) + "\n"


# ---------------------------------------------------------------- expected files


@pytest.mark.parametrize("name", MESSAGES)
def test_text_is_as_expected(name: str, expected: Callable[[str, str], None]) -> None:
    expected(f"{name}.txt", f"Subject: {shapes.subject(MESSAGES[name])}\n\n{shapes.text(MESSAGES[name])}")


@pytest.mark.parametrize("name", ["digest", "alert", "withdrawn", "heartbeat", "possible"])
def test_html_is_as_expected(name: str, expected: Callable[[str, str], None]) -> None:
    expected(f"{name}.html", shapes.html(MESSAGES[name]))


@pytest.mark.parametrize("name", ["digest", "alert", "withdrawn", "heartbeat", "possible", "test"])
def test_payloads_are_as_expected(name: str, expected: Callable[[str, str], None]) -> None:
    expected(f"{name}.slack.json", pretty(shapes.slack(MESSAGES[name])))
    expected(f"{name}.webhook.json", pretty(shapes.webhook_json(MESSAGES[name])))


@pytest.mark.parametrize("done", [False, True])
def test_the_unsubscribe_page_is_as_expected(done: bool, expected: Callable[[str, str], None]) -> None:
    expected(f"unsubscribe-{'done' if done else 'ask'}.html", shapes.page("unsubscribe", done=done))


# ---------------------------------------------------------------- subjects


def test_a_digest_s_subject_has_the_counts_and_the_day() -> None:
    assert shapes.subject(made(week())) == "[Treaty Monitor] 4 exits, 1 reversal, 1 threat: Mon 23 Nov"


def test_a_digest_without_acts_says_how_many_possible_exits_it_has() -> None:
    digest = made([], possible=PossibleExits(POSSIBLE[:1]))
    assert digest.form is Form.DIGEST
    assert shapes.subject(digest) == "[Treaty Monitor] 1 possible exit, not confirmed: Mon 23 Nov"
    assert ">1 possible exit, not confirmed</div>" in shapes.html(digest)
    assert "Digest: 1 possible exit" in shapes.text(digest).replace("digest", "Digest")
    assert made([], possible=PossibleExits()).form is Form.HEARTBEAT


def test_possible_exits_are_not_counted_as_exits() -> None:
    assert shapes.subject(MESSAGES["possible"]) == "[Treaty Monitor] 1 exit: Mon 23 Nov"


def test_an_alert_s_subject_is_the_sentence_of_its_act_with_its_reference() -> None:
    sample = week()[0]
    said = "Iceland ends two agreements with the Faroe Islands and Norway: notified by note"
    assert shapes.subject(made([sample], Cadence.INSTANT)) == f"[Treaty Monitor] {said} (#A001)"
    assert (
        shapes.subject(made([sample], Cadence.INSTANT, Reason.CORRECTION))
        == f"[Treaty Monitor] Correction: {said} (#A001)"
    )


def test_where_the_register_knows_nothing_the_subject_quotes_the_headline() -> None:
    sample = act(1, "Malia suspends its part in the river pact", stage=Stage.SUSPENDED)
    assert shapes.subject(made([sample], Cadence.INSTANT)) == (
        "[Treaty Monitor] Suspended: “Malia suspends its part in the river pact” (#A001)"
    )
    actor = replace(sample, actors=(Evidence("MA", "Morocco.", "k1"),))
    assert (
        shapes.subject(made([actor], Cadence.INSTANT))
        == "[Treaty Monitor] Morocco suspends its part in an agreement (#A001)"
    )


def test_an_alert_about_several_acts_says_how_many() -> None:
    acts = [week()[0], act(2, "Second"), act(3, "Third")]
    assert shapes.subject(made(acts, Cadence.INSTANT)) == (
        "[Treaty Monitor] Iceland ends two agreements with the Faroe Islands and Norway: notified by "
        "note and 2 more (#K7QX)"
    )


def test_a_long_subject_is_cut_at_a_word_and_keeps_its_reference() -> None:
    subject = shapes.subject(made([act(1, "Council of the river states " * 20)], Cadence.INSTANT))
    assert subject.endswith("… (#A001)")
    assert columns(subject) <= 130
    assert subject.partition("…")[0].split()[-1] in {"Council", "of", "the", "river", "states"}


def test_an_alert_says_nothing_of_coverage_and_a_digest_three_lines_at_most_on_every_channel() -> None:
    assert MESSAGES["digest"].coverage == (
        "31 feeds watched, 1 failing.",
        "Gaps: Northern Wire (items may have been missed).",
        "3 stories joined an act already told. 1 message not delivered yet, to be tried again.",
    )
    for name, message in MESSAGES.items():
        texts = [shapes.text(message), Page(shapes.html(message)).text, shapes.slack(message).decode()]
        for shown in texts:
            assert ("31 feeds watched, 1 failing" in shown) is (message.form is Form.DIGEST), name
        assert ("COVERAGE" in texts[0]) == ("Coverage" in texts[1]) == (message.form is Form.DIGEST)
        assert not any("Ministry gazette" in shown for shown in texts), (
            "the list of failing feeds is the operator's"
        )
        assert not any("silence" in shown.lower() for shown in texts)


@pytest.mark.parametrize("payload", hostile.PAYLOADS)
def test_fault_97_a_subject_is_one_line_and_no_encoded_word(payload: str) -> None:
    for cadence in (Cadence.INSTANT, Cadence.DAILY):
        subject = shapes.subject(made([act(1, payload)], cadence))
        assert subject.isprintable()
        assert "=?" not in subject


# ---------------------------------------------------------------- every channel shows the same thing


def test_every_channel_shows_the_same_thing() -> None:
    digest = made(week())
    html = " ".join(Page(shapes.html(digest)).text.split())
    text = " ".join(shapes.text(digest).replace("*", "").split())
    wide = text.replace(" ", "")  # Chinese is wrapped between characters
    slack = " ".join(value for value in strings(json.loads(shapes.slack(digest))))
    hook = " ".join(value for value in strings(json.loads(shapes.webhook_json(digest))))
    for item in digest.acts:
        for fact in (item.sentence, item.headline, item.label, item.ref, item.source, item.because):
            assert fact in html
            assert fact.replace(" ", "") in wide
            assert fact in slack
            assert fact in hook
        for fact in (item.url or "", item.host):
            assert fact in text
            assert fact in slack
        assert item.local in html
        assert item.local in text
        assert item.local in slack
    for item in digest.acts:
        assert item.stage_line in slack
        standing = item.standing
        for fact in (item.stage_now, standing.reported, standing.ends, standing.earlier, item.evidence):
            assert fact in html
            assert fact.replace(" ", "") in wide
        shown = [
            item.note,
            *item.disputes,
            *(cell for row in item.rows for cell in row.cells if cell != "–"),
        ]
        shown += ["".join(piece.text for piece in proof.sentence) for proof in item.proofs]
        shown += [other.source for other in item.other_sources]
        for fact in shown:
            assert fact in html
            assert (
                fact.replace(" ", "") in wide
                or fact in item.rows[0].cells
                or any(fact in row.cells for row in item.rows)
            )
            assert fact in slack
        for row in item.rows:
            for fact in (*row.others, *(value for _, value in row.fields)):
                assert fact in hook
        for proof in item.proofs:
            assert "".join(piece.text for piece in proof.sentence) in hook
        if item.unnamed_sources:
            assert all(
                f"also reported by {item.unnamed_sources} others" in channel
                for channel in (html, text, slack)
            )
    for line in digest.coverage:
        assert all(line in channel for channel in (html, text, hook, slack))
    for channel in (html, text, slack):
        assert "Message #K7QX, no. 42" in channel
    assert '"sequence":42' in shapes.webhook_json(digest).decode()


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def test_fault_96_the_same_digest_gives_the_same_bytes() -> None:
    for shape in (shapes.html, shapes.text, shapes.slack, shapes.webhook_json, shapes.subject):
        assert shape(made(week())) == shape(made(week()))


@pytest.mark.parametrize(
    "shape", [shapes.html, shapes.text, shapes.slack, shapes.webhook_json, shapes.subject]
)
def test_what_is_withdrawn_says_so_in_every_channel_and_repeats_nothing(
    shape: Callable[[Digest], str | bytes],
) -> None:
    shown = shape(MESSAGES["withdrawn"])
    told = " ".join((shown if isinstance(shown, str) else shown.decode()).split())
    assert re.search("Withdrawn[:,] reported in error", told)
    assert "Norway" not in told
    assert "Spawning" not in told


def test_a_digest_s_subject_counts_what_is_withdrawn_apart() -> None:
    acts = [replace(week()[0], rejected=True), *week()[1:4]]
    assert shapes.subject(made(acts)) == "[Treaty Monitor] 3 exits, 1 report withdrawn: Mon 23 Nov"


@pytest.mark.parametrize("name", ["alert", "withdrawn"])
def test_a_follow_up_says_what_it_follows_in_every_channel(name: str) -> None:
    digest = MESSAGES[name]
    for shown in (shapes.html(digest), shapes.text(digest), shapes.slack(digest).decode()):
        assert "Follow-up to #K7QM of Mon 16 Nov" in shown
    assert json.loads(shapes.webhook_json(digest))["data"]["items"][0]["follows"]["id"] == "msg_" + FIRST.wid


def test_a_follow_up_without_a_link_is_named_in_slack_as_text() -> None:
    digest = made(week()[:1], Cadence.INSTANT, Reason.RISES, first={1: replace(FIRST, url=None)})
    payload = json.loads(shapes.slack(digest))
    assert_slack_is_text(payload)
    assert [text["text"] for text in objects(payload) if text.get("type") == "mrkdwn"] == [
        "<https://news.example/1|Read at news.example>"
    ]
    assert "#A001 · Follow-up to #K7QM of Mon 16 Nov" in json.dumps(payload, ensure_ascii=False)
    assert (
        'href="https://courier.example'
        not in shapes.html(digest).partition("Follow-up")[0].rpartition("<p")[2]
    )


def headers_of(digest: Digest) -> dict[str, str]:
    envelope = Envelope("77" * 16, "desk@news.example", None, "alerts@monitor.example")
    parsed = message_from_bytes(by_name("email").render(digest, envelope).content, policy=policy.default)
    return {
        name: " ".join(str(parsed[name]).split())
        for name in ("Message-ID", "In-Reply-To", "References")
        if parsed[name]
    }


def test_a_mail_about_one_act_answers_the_first_mail_about_it() -> None:
    first = f"<{FIRST.wid}@monitor.example>"
    assert headers_of(MESSAGES["alert"]) == {
        "Message-ID": f"<{'77' * 16}@monitor.example>",
        "In-Reply-To": first,
        "References": first,
    }
    assert list(headers_of(made(week()[:1], Cadence.INSTANT))) == ["Message-ID"]


def test_a_mail_about_several_acts_only_refers_to_the_first_mails_about_them() -> None:
    firsts = {1: FIRST, 2: replace(FIRST, wid="0a" * 16)}
    for cadence in (Cadence.DAILY, Cadence.INSTANT):
        headers = headers_of(made(week(), cadence, first=firsts))
        assert headers["References"] == f"<{FIRST.wid}@monitor.example> <{'0a' * 16}@monitor.example>"
        assert "In-Reply-To" not in headers
    assert "In-Reply-To" not in headers_of(made(week()[:1], first=firsts))


# ---------------------------------------------------------------- HTML: hostile text, structure


TAGS = {
    "html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td",
    "p", "h1", "h2", "h3", "a", "span", "bdi", "th",
}  # fmt: skip
ATTRIBUTES = {
    "lang",
    "dir",
    "charset",
    "name",
    "content",
    "class",
    "style",
    "role",
    "width",
    "cellpadding",
    "cellspacing",
    "border",
    "align",
    "href",
    "scope",
    "colspan",
}


class Page(HTMLParser):
    """What a parser finds in a document."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.comments: list[str] = []
        self.pieces: list[str] = []
        self.feed(source)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def findings(source: str) -> list[str]:
    """Everything in a mail that is active, loads something, or is not ours."""
    page = Page(source)
    problems = [f"tag {tag}" for tag in page.tags if tag not in TAGS]
    problems += [f"attribute {tag} {name}" for tag, name, _ in page.attributes if name not in ATTRIBUTES]
    problems += [
        f"link {value}"
        for _, name, value in page.attributes
        if name == "href" and not re.match(r"(https?://[^/?#]|mailto:)", value)
    ]
    problems += [
        f"style {value}"
        for _, name, value in page.attributes
        if name == "style"
        and re.search(r"url|expression|position|@|fixed;", value.replace("table-layout:fixed;", ""))
    ]
    problems += [f"comment {comment}" for comment in page.comments if not comment.startswith("[if mso]>")]
    problems += ["style tags"] * (page.tags.count("style") - 1)
    return problems


def hostile_act(payload: str, link: str = "https://news.example/1") -> Sample:
    """`payload` wherever a feed, a page behind a link, a rule or an editor can put a text."""
    story = Story(
        key="k",
        title=payload,
        summary=f"Before. {payload} After.",
        url=link,
        source=payload,
        host=payload,
        lang=payload,
        guid=payload,
    )
    other = replace(story, key="o", source=f"{payload} 2", official=True, title="Other", lang="ar")
    hit = Hit(payload, "d", Kind.ACT, Stage.DECIDED, (), payload, payload)
    said = Evidence(payload, f"{payload} After.", "k", "summary", 8, 8 + len(payload))
    elsewhere = Evidence(payload, f"Said elsewhere: {payload}", "o", "body", 3, 9)
    edited = Evidence(payload, "", "", "", edit=Edit(1, "note", payload, payload, NOW, payload))
    cell = Cell(said, (elsewhere, edited))
    row = Row(
        (said, replace(said, value="NO")),
        payload,
        payload,
        Stage.DECIDED,
        instrument=cell,
        signed=cell,
        ended=cell,
        reason=cell,
        form=cell,
    )
    edits = Row(
        (edited,),
        payload,
        payload,
        Stage.NOTIFIED,
        instrument=Cell(edited),
        signed=Cell(edited),
        ended=Cell(edited),
        form=Cell(edited),
    )
    history = (Step(Stage.THREATENED, NOW, elsewhere), Step(Stage.DECIDED, NOW, edited))
    return Sample(
        1,
        "A001",
        Kind.ACT,
        Stage.DECIDED,
        NOW,
        NOW,
        actors=(said, edited),
        rows=(row, edits),
        history=history,
        grade=Grade.STATE,
        texts=(story, other),
        hits=(hit,),
    )


def hostile_digest(
    payload: str, link: str = "https://news.example/1", cadence: Cadence = Cadence.DAILY
) -> Digest:
    """`payload` also wherever a subscriber can put a text, and in the reference to an earlier message."""
    sample = hostile_act(payload, link)
    silence = Silence(feeds=3, failing=((payload, NOW, payload),), gaps=(Gap(payload, "gap"),))
    who = destination(cadence, name=payload, queries=(SavedQuery(query=payload),))
    return build(
        who,
        [sample],
        [alert(sample)],
        now=NOW,
        ref="K7QX",
        sequence=1,
        silence=silence,
        unsubscribe_url=link,
        unsubscribe_mailto=payload,
        first={1: FirstMessage("0f" * 16, payload, NOW, link)},
    )


def test_the_finder_finds() -> None:
    bad = (
        "<p onclick='x'><a href='javascript:1'>x</a><!--x--><b "
        "style='background:url(x)'></b><img><style></style><style></style>"
    )
    assert findings(bad) == [
        "tag b", "tag img", "attribute p onclick", "link javascript:1", "style background:url(x)",
        "comment x", "style tags",
    ]  # fmt: skip


@pytest.mark.parametrize("payload", hostile.PAYLOADS)
def test_fault_03_04_hostile_text_is_text_in_html(payload: str) -> None:
    digest = hostile_digest(payload)
    html = shapes.html(digest)
    assert findings(html) == []
    assert digest.acts[0].headline in Page(html).text
    assert all(cell in Page(html).text for row in digest.acts[0].rows for cell in row.cells)
    assert all(
        fact.sentence in shapes.webhook_json(digest).decode() or '"' in fact.sentence or "\\" in fact.sentence
        for fact in digest.acts[0].rows[0].cell_proofs
    )
    for done in (False, True):
        assert "alert(1)" not in shapes.page("unsubscribe", token=payload, done=done)
    told = notice(destination(name=payload), now=NOW, ref="K7QX", reason=payload)
    assert findings(shapes.html(told)) == []


def test_fault_04_markup_in_a_title_is_shown_escaped() -> None:
    html = shapes.html(made([act(1, "<script>alert(1)</script>")]))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html


@pytest.mark.parametrize("link", hostile.LINKS)
def test_fault_05_a_hostile_link_is_no_link_in_any_channel(link: str) -> None:
    digest = hostile_digest("Malia leaves", link)
    assert digest.acts[0].url is None
    digest = replace(digest, unsubscribe_url=None, unsubscribe_mailto=None)
    assert "<a " not in shapes.html(digest)
    assert "://" not in shapes.text(digest)
    assert "mrkdwn" not in shapes.slack(digest).decode()
    assert json.loads(shapes.webhook_json(digest))["data"]["items"][0]["url"] is None


@pytest.mark.parametrize("link", hostile.AWKWARD_LINKS)
def test_an_awkward_link_stays_one_link(link: str) -> None:
    digest = hostile_digest("Malia leaves", link)
    assert findings(shapes.html(digest)) == []
    hrefs = {value for _, name, value in Page(shapes.html(digest)).attributes if name == "href"}
    assert all(re.fullmatch(r"https://[!#-;=?-\[\]_a-z~%]+", href) for href in hrefs), hrefs
    assert_slack_is_text(json.loads(shapes.slack(digest)))


@pytest.mark.parametrize("url", [*hostile.LINKS[:8], "ftp://x.example", "https:\n//x.example", "http://[::1"])
def test_fault_88_safe_url_lets_only_web_and_mail_addresses_through(url: str) -> None:
    assert safe_url(url) == "#"


def test_fault_88_safe_url_leaves_no_character_that_ends_an_attribute() -> None:
    assert (
        safe_url("https://x.example/\"'<>`{}|\\ ё?a=1&b=%20#c")
        == "https://x.example/%22'%3C%3E%60%7B%7D%7C%5C%20%D1%91?a=1&b=%20#c"
    )
    assert safe_url("mailto:a@b.example?subject=x") == "mailto:a@b.example?subject=x"


@pytest.mark.parametrize(
    "name", ["digest.html.j2", "act.html.j2", "x.jinja2", "x.html.jinja", "x.html", "x", None]
)
def test_fault_84_every_template_but_plain_text_escapes(name: str | None) -> None:
    assert escapes(name)
    assert not escapes("digest.txt.j2")


def test_fault_84_the_environment_uses_that_function() -> None:
    assert environment().autoescape is escapes
    assert environment().from_string("{{ x }}").render(x="<script>") == "&lt;script&gt;"


def test_fault_87_a_misspelt_name_is_an_error_and_not_nothing() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ digset.title }}").render(digest=MESSAGES["digest"])


@pytest.mark.parametrize(
    "text", ["{{ cycler.__init__.__globals__ }}", "{% for x in range(9) %}x{% endfor %}"]
)
def test_fault_85_feed_text_is_never_a_template(text: str) -> None:
    digest = made([act(1, text)])
    assert text in shapes.text(digest)
    assert text in shapes.html(digest)


def test_fault_95_a_mail_loads_nothing_from_anywhere() -> None:
    for digest in MESSAGES.values():
        html = shapes.html(digest)
        assert not re.search(
            r"<(img|link|script|iframe|object|video|audio|source|base)\b|@import|url\(|\bsrc=|background=",
            html,
        )


def test_fault_95_a_story_has_its_language_and_direction() -> None:
    html = shapes.html(made(week()))
    assert re.search(r'<bdi (lang="ar" dir="rtl"|dir="rtl" lang="ar")[^>]*>“عمان', html)
    assert re.search(r'<p class="proof rtl" (lang="ar" dir="rtl"|dir="rtl" lang="ar")', html)
    assert 'lang="zh"' in html
    assert "text-align:right" in html


def test_fault_95_dark_mode_and_phone_width_are_in_the_style_sheet_and_all_else_is_inlined() -> None:
    html = shapes.html(made(week()))
    style = html.partition("<style>")[2].partition("</style>")[0]
    assert "@media screen and (prefers-color-scheme: dark)" in style, "on paper all is dark on white"
    assert "@media print" in style
    assert "@media (max-width: 520px)" in style
    assert '<meta name="color-scheme" content="light dark">' in html
    assert 'class="mark" style="background-color:' in html
    assert not re.search(r"display:\s*(flex|grid)|position:", html)


def test_the_unsubscribe_page_changes_nothing_by_itself_and_its_policy_allows_its_own_style_only() -> None:
    ask = shapes.page("unsubscribe", token="secret-token", done=False)
    assert '<form method="post">' in ask
    assert "secret-token" not in ask
    assert "<form" not in shapes.page("unsubscribe", done=True)
    assert shapes.page_policy().startswith("default-src 'none'; style-src 'sha256-")


# ---------------------------------------------------------------- a linter for templates


# addresses of our own pages that a template is given whole
OWN = r"(?:\w+\.)+(?:href|path|svg)|site\.\w+|path|action|style|more|svg|first|home|link|without|before|following"


def lint(source: str, *, is_page: bool = False) -> list[str]:
    """What a template must not do (docs/faults.md 88). A page (`is_page`) may link to pages of ours by paths
    that it writes itself, loads our own style sheet and script, and is not for Outlook.
    """
    rules = {
        "unquoted attribute": r"<[a-zA-Z][^<>]*\s[a-zA-Z:-]+=(?!\"\")",
        "address without safe_url": r"\b(?:href|src|action|formaction|xlink:href)=[\"'](?:(?![\"']).)*\{\{(?:(?!safe_url).)*?\}\}",
        "script": r"<script\b",
        "handler": r"<[^<>]*\son[a-z]+\s*=",
        "unescaped": r"\|\s*safe\b|autoescape|Markup",
        "loads something": r"<(?:img|link|iframe|object|embed|video|audio|base)\b|@import|url\(",
        "layout that Outlook does not know": r"display:\s*(?:flex|grid)",
    }
    if is_page:
        del rules["layout that Outlook does not know"], rules["script"]
        rules["loads something"] = r"<(?:iframe|object|embed|video|audio|base)\b|@import|url\("
        rules["address without safe_url"] = (
            rf"\b(?:href|src|action|formaction|xlink:href)=[\"']\{{\{{(?! (?:{OWN})\b)(?:(?!safe_url).)*?\}}\}}"
        )
    bare = re.sub(
        r"\"[^\"]*\"|'[^']*'",
        '""',
        re.sub(r"\{%.*?%\}|\{\{.*?\}\}", lambda code: code[0].replace('"', "_"), source),
    )
    texts = {"unquoted attribute": bare}
    return [name for name, pattern in rules.items() if re.search(pattern, texts.get(name, source))]


@pytest.mark.parametrize(
    "name", [name for name in environment().list_templates() if not name.endswith(".txt.j2")]
)
def test_fault_88_shipped_templates_quote_attributes_and_guard_addresses(name: str) -> None:
    source = (package_data("templates") / name).read_text(encoding="utf-8")
    assert lint(source, is_page=name.startswith("web/")) == []


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        ("<p class={{ x }}>", "unquoted attribute"),
        ("<p class=x>", "unquoted attribute"),
        ('<a href="{{ url }}">', "address without safe_url"),
        ("<a href='{{ url|upper }}'>", "address without safe_url"),
        ("<script>var x = '{{ x }}'</script>", "script"),
        ('<p onclick="{{ x }}">', "handler"),
        ("{{ x|safe }}", "unescaped"),
        ("{% autoescape false %}", "unescaped"),
        ('<img alt="">', "loads something"),
        (".x { display: flex }", "layout that Outlook does not know"),
    ],
)
def test_the_linter_finds_what_it_must(source: str, finding: str) -> None:
    assert finding in lint(source)


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        ('<a href="{{ url }}">', "address without safe_url"),
        ("<form action='{{ told.url|upper }}'>", "address without safe_url"),
        ('<iframe src="/">', "loads something"),
        ("{{ x|safe }}", "unescaped"),
    ],
)
def test_the_linter_finds_what_it_must_in_pages(source: str, finding: str) -> None:
    assert finding in lint(source, is_page=True)
    assert lint('<a href="/acts/{{ ref }}">', is_page=True) == []


# ---------------------------------------------------------------- one bad story


def test_fault_91_a_story_that_cannot_be_rendered_becomes_a_plain_line_and_the_others_go() -> None:
    digest = made(week()[:3])
    poisoned = replace(digest.acts[1], proofs=(None,), matches=(None,))  # type: ignore[arg-type]
    group = replace(digest.sections[0], acts=(digest.acts[0], poisoned, digest.acts[2]))
    digest = replace(digest, sections=(group,))
    for shape in (
        shapes.html,
        shapes.text,
        lambda digest: shapes.slack(digest).decode(),
        lambda digest: shapes.webhook_json(digest).decode(),
    ):
        shown = " ".join(shape(digest).split())
        assert poisoned.label in shown
        assert poisoned.url is not None
        assert poisoned.url in shown
        assert poisoned.matches == (None,)
        assert "withdrawal takes effect" in shown.replace("* ", " ").replace(" *", " ")
        assert "La Belgique" in shown


def test_fault_91_an_act_whose_rows_cannot_be_rendered_costs_only_itself() -> None:
    digest = made(week()[:2])
    poisoned = replace(digest.acts[0], rows=(None,), proofs=(None,))  # type: ignore[arg-type]
    digest = replace(digest, sections=(replace(digest.sections[0], acts=(poisoned, digest.acts[1])),))
    for shape in (
        shapes.html,
        shapes.text,
        lambda digest: shapes.slack(digest).decode(),
        lambda digest: shapes.webhook_json(digest).decode(),
    ):
        shown = " ".join(shape(digest).split())
        assert "https://news.example/1" in shown
        assert "Северная лента" in shown


# ---------------------------------------------------------------- text


@pytest.mark.parametrize("name", MESSAGES)
def test_text_keeps_to_72_columns_but_for_addresses(name: str) -> None:
    for line in shapes.text(MESSAGES[name]).splitlines():
        assert columns(line) <= 72 or "://" in line
        assert line == line.rstrip()


@pytest.mark.parametrize("payload", hostile.PAYLOADS)
def test_fault_163_hostile_text_moves_no_cursor_and_forges_no_line(payload: str) -> None:
    text = shapes.text(hostile_digest(payload))
    assert all(ch.isprintable() or ch in "\n\u200c\u200d" for ch in text)
    assert all(columns(line) <= 72 or "://" in line for line in text.splitlines())
    plain = shapes.text(hostile_digest("x"))
    frame = {line for line in plain.splitlines() if line and "x" not in line and not line.startswith(" ")}
    assert frame <= set(text.splitlines())


@given(st.text(), st.integers(0, 6), st.integers(0, 10))
def test_wrapping_loses_no_letter_and_keeps_the_width(text: str, indent: int, hang: int) -> None:
    wrapped = wrap(text, indent, hang)
    assert "".join(wrapped.split()) == "".join(text.split())
    assert all(columns(line) <= 72 or "://" in line or "mailto:" in line for line in wrapped.split("\n"))


def test_wrapping_keeps_words_whole_and_breaks_wide_scripts_between_characters() -> None:
    assert wrap("one two three", width=8) == "one two\nthree"
    assert wrap("one two three", 2, 4, width=9) == "  one two\n    three"
    assert wrap("渔业协定的通知", width=8) == "渔业协定\n的通知"
    assert wrap("см. 渔业协定", width=12) == "см. 渔业协定"
    assert wrap("x" * 20, width=8) == "xxxxxxxx\nxxxxxxxx\nxxxx"
    assert wrap("see https://news.example/" + "x" * 80) == "see\nhttps://news.example/" + "x" * 80
    assert wrap("") == ""


def test_a_table_in_text_is_aligned_by_columns_whatever_the_script() -> None:
    assert table(("With", "Signed"), [("Sweden", "1990"), ("中国", "–")], 2) == [
        "  With    Signed",
        "  Sweden  1990",
        "  中国    –",
    ]


def test_cells_of_a_table_are_wrapped_and_long_rows_stand_apart() -> None:
    name = "Agreement on the Exchange of Visits " * 4
    head, first, second = table(
        ("With", "Agreement", "Signed"), [("Sweden", name, "14 May 1978"), ("Norway", "Moss Treaty", "1990")]
    )
    assert head.split() == ["With", "Agreement", "Signed"]
    assert first.split("\n")[0].endswith("  14 May 1978")
    assert all(columns(line) <= 72 for line in (head + "\n" + first + "\n" + second).splitlines())
    assert " ".join(first.replace("Sweden", "").replace("14 May 1978", "").split()) == name.strip()
    assert second.startswith("\nNorway")


@given(st.lists(st.lists(st.text(max_size=90).map(plain), min_size=3, max_size=3), min_size=1, max_size=4))
def test_a_table_keeps_the_width_and_every_letter(rows: list[list[str]]) -> None:
    blocks = table(("With", "Agreement", "Signed"), rows, 2)
    assert len(blocks) == len(rows) + 1
    for row, block in zip(rows, blocks[1:], strict=True):
        assert all(columns(line) <= 72 or "://" in line or "mailto:" in line for line in block.split("\n"))
        assert sorted("".join(block.split())) == sorted("".join("".join(row).split()))


# ---------------------------------------------------------------- size


def one_each(item: ActSummary) -> float:
    return 1


def sizes(parts: Iterable[Digest]) -> list[int]:
    return [len(part.acts) for part in parts]


def test_what_is_too_much_for_one_message_is_cut_between_items_into_parts_that_hold_all_in_their_order() -> (
    None
):
    digest = made([act(n, f"Exit {n}", hour=n) for n in range(1, 11)])
    parts = split(digest, one_each, 4)
    assert sizes(parts) == [4, 4, 2]
    assert [part.portion for part in parts] == ["1 of 3", "2 of 3", "3 of 3"]
    assert [item for part in parts for item in part.acts] == list(digest.acts)
    assert {part.counts for part in parts} == {digest.counts}, "each part says what the period brought"


def test_a_part_has_the_headings_of_its_items_and_the_threads_of_its_items() -> None:
    acts = [act(n, f"Exit {n}") for n in range(1, 4)] + [
        act(9, "Threat", kind=Kind.THREAT, stage=Stage.THREATENED)
    ]
    parts = split(made(acts, first={9: FIRST}), one_each, 2)
    assert [[section.title for section in part.sections] for part in parts] == [
        ["Exits"],
        ["Exits", "Threats"],
    ]
    assert [part.thread for part in parts] == [(), (FIRST.wid,)]


def test_what_fits_is_one_message_and_is_called_no_part() -> None:
    (whole,) = split(made(week()), one_each, 6)
    assert (whole, whole.portion) == (made(week()), "")
    assert split(MESSAGES["heartbeat"], one_each, 0) == (MESSAGES["heartbeat"],)


def test_no_part_has_more_than_fifty_items() -> None:
    assert sizes(split(made([act(n, f"Exit {n}") for n in range(1, 121)]), one_each, 1000)) == [50, 50, 20]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=30), st.integers(3, 20))
def test_no_part_is_too_heavy_and_none_could_take_the_next_item(weights: list[int], room: int) -> None:
    digest = made([act(n, f"Exit {n}") for n in range(1, len(weights) + 1)])
    parts = split(digest, lambda item: min(weights[item.id - 1], room), room)
    heavy = [[min(weights[item.id - 1], room) for item in part.acts] for part in parts]
    assert all(sum(part) <= room for part in heavy)
    assert all(sum(part) + following[0] > room for part, following in pairwise(heavy))


def weight(item: ActSummary) -> int:
    """What an item shows, each piece by a weight of its own, as if a channel showed all."""
    facts = sum(len(row.cell_proofs) for row in item.rows)
    return (
        1
        + 1000 * len(item.proofs)
        + 100 * facts
        + 50 * bool(item.excerpt)
        + 20 * len(item.rows)
        + 5 * bool(item.matches)
    )


def taken_away(
    room: int, weigh: Callable[[ActSummary], float] = weight
) -> tuple[int, int, int, int, int, int, int]:
    """Proofs, facts, excerpt, rows and rules that are left of an act of two rows, and the rows and sentences
    that are counted instead.
    """
    whole = replace(made(week()).acts[0], excerpt=(Segment("An excerpt."),))
    item = shortened(whole, weigh, room)
    facts = sum(len(row.cell_proofs) for row in item.rows)
    return (
        len(item.proofs),
        facts,
        len(item.excerpt),
        len(item.rows),
        len(item.matches),
        item.more_rows,
        item.left_out,
    )


def test_an_act_that_one_message_cannot_hold_loses_sentences_then_its_excerpt_then_rows_and_counts_them() -> (
    None
):
    assert taken_away(10_000) == (4, 13, 1, 2, 1, 0, 0)
    assert taken_away(1500) == (0, 13, 1, 2, 1, 0, 5), "proofs, and a value that contradicts them"
    assert taken_away(1000) == (0, 7, 1, 2, 1, 0, 11), "the evidence of the last row"
    assert taken_away(120) == (0, 0, 1, 2, 1, 0, 18)
    assert taken_away(50) == (0, 0, 0, 2, 1, 0, 19)
    assert taken_away(30) == (0, 0, 0, 1, 1, 1, 19)
    assert taken_away(10) == (0, 0, 0, 0, 1, 2, 19)
    assert taken_away(0) == (0, 0, 0, 0, 0, 2, 19), "the shortest, when even that is too much"


def test_what_a_channel_does_not_show_is_neither_taken_away_nor_counted() -> None:
    def without_sentences(item: ActSummary) -> float:
        return 20 * len(item.rows) + 5 * bool(item.matches)

    assert taken_away(30, without_sentences) == (4, 7, 1, 1, 1, 1, 0)


def test_a_brief_act_keeps_a_link_and_counts_its_sources() -> None:
    whole = replace(made(week()).acts[0], url=None)
    brief = shortened(whole, weight, 0)
    assert (brief.url, brief.unnamed_sources, brief.headline) == (
        whole.other_sources[0].url,
        whole.unnamed_sources + len(whole.other_sources),
        whole.headline,
    )


def test_a_shortened_act_says_so_in_every_shape_and_counts_what_is_left_out() -> None:
    digest = made(week()[:1], Cadence.INSTANT)
    digest = replace(digest, sections=(Section("Exits", (shortened(digest.acts[0], weight, 0),)),))
    for shown in (shapes.html(digest), " ".join(shapes.text(digest).split()), shapes.slack(digest).decode()):
        assert "Shortened, since it is too long for one message: 18 sentences left out." in shown
        assert "2 agreements" in shown
        assert "also reported by 21 others" in shown
    item = json.loads(shapes.webhook_json(digest))["data"]["items"][0]
    assert (item["left_out"], item["rows"], item["more_rows"], item["others"], item["also_reported_by"]) == (
        18,
        [],
        2,
        [],
        21,
    )


def test_a_part_says_which_it_is_in_every_shape() -> None:
    acts = [act(n, f"Exit {n}") for n in range(1, 5)]
    part = split(made(acts), one_each, 2)[1]
    assert shapes.subject(part) == "[Treaty Monitor] 4 exits: Mon 23 Nov (2 of 2)"
    assert "\nPart 2 of 2\n" in shapes.text(part)
    assert "part 2 of 2" in Page(shapes.html(part)).text
    assert "(2 of 2)" in shapes.slack(part).decode()
    data = json.loads(shapes.webhook_json(part))["data"]
    assert (data["part"], data["parts"], len(data["items"]), data["counts"]["exits"]) == (2, 2, 2, 4)
    alert_part = split(made(acts, Cadence.INSTANT), one_each, 3)[1]
    assert shapes.subject(alert_part) == "[Treaty Monitor] Exit decided: “Exit 4” (#A004) (2 of 2)"
    assert not alert_part.is_single_act, "one act of several is no thread of its own"


# ---------------------------------------------------------------- payloads


def test_a_webhook_body_has_the_form_of_standard_webhooks() -> None:
    body = json.loads(shapes.webhook_json(made(week()[:1], Cadence.INSTANT)))
    assert list(body) == ["type", "timestamp", "data"]
    assert body["type"] == "alert"
    assert body["timestamp"] == "2026-11-23T07:00:00Z"
    assert body["data"]["sequence"] == 42


@pytest.mark.parametrize("name", MESSAGES)
def test_the_type_of_a_webhook_body_is_the_form(name: str) -> None:
    form = {"withdrawn": "alert", "possible": "digest"}.get(name, name)
    assert json.loads(shapes.webhook_json(MESSAGES[name]))["type"] == form == MESSAGES[name].form.value


def test_every_field_of_a_webhook_body_is_documented() -> None:
    doc = (Path(__file__).parents[1] / "docs" / "webhooks.md").read_text(encoding="utf-8")
    body = json.loads(shapes.webhook_json(MESSAGES["digest"]))
    names: set[str] = set()

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                key = "*" if path.endswith("evidence.") else key
                names.add(f"{path}{key}")
                walk(inner, f"{path}{key}.")
        elif isinstance(value, list):
            for inner in value:
                walk(inner, path.rstrip(".") + "[].")

    walk(body, "")
    alert = MESSAGES["alert"]
    effect = ComputedEffect(
        "herring", "14", "notice", "2027-05-23", "2027-05-23", exact=True, differs_days=184
    )
    rows = (replace(alert.acts[0].rows[0], effect=effect), *alert.acts[0].rows[1:])
    asked = replace(alert.acts[0], asked=(Asked("Fisheries", "for the yearbook"),), rows=rows)
    asked_for = replace(alert, sections=(replace(alert.sections[0], acts=(asked,)),))
    walk(json.loads(shapes.webhook_json(asked_for)), "")
    for name in ("alert", "possible"):
        walk(json.loads(shapes.webhook_json(MESSAGES[name])), "")
    names.discard("data.items[].rows[].evidence.*")
    documented = set(re.findall(r"^\| `([^`]+)`", doc, re.MULTILINE))
    assert names - documented == set()
    assert {path for path in documented if path.startswith("data")} - names == set()


@pytest.mark.parametrize("payload", hostile.PAYLOADS)
def test_fault_139_hostile_text_in_json_reads_back_as_it_was_cleaned(payload: str) -> None:
    digest = hostile_digest(payload)
    item = json.loads(shapes.webhook_json(digest))["data"]["items"][0]
    assert item["headline"] == digest.acts[0].headline
    assert all(legal_in_xml(text) for text in strings(item))


def legal_in_xml(text: str) -> bool:
    """XML 1.0, 2.2: Char."""
    return not re.search("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)


def assert_slack_is_text(payload: Any) -> None:
    """Only `plain_text`, escaped, and links of ours: no mention, no disguised link, within Slack's limits."""
    blocks = payload["blocks"]
    assert len(blocks) <= 50
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", payload["text"])
    for element in objects(payload):
        if element.get("type") == "plain_text":
            assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", element["text"]), element
            assert 1 <= len(element["text"]) <= 3000
        elif element.get("type") == "mrkdwn":
            assert re.fullmatch(
                r"<https?://[^<>|\s]+\|(Read at [a-z0-9.-]+|Read the story|Follow-up to #[A-Z0-9]{4} of "
                r"[A-Za-z0-9 ]+)>",
                element["text"],
            ), element
            assert element["verbatim"] is True
        elif element.get("type") == "header":
            assert len(element["text"]["text"]) <= 150
        elif element.get("type") == "context":
            assert len(element["elements"]) <= 10


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


@pytest.mark.parametrize("payload", hostile.PAYLOADS)
def test_fault_117_no_mention_and_no_disguised_link_reaches_slack(payload: str) -> None:
    for cadence in (Cadence.DAILY, Cadence.INSTANT):
        assert_slack_is_text(json.loads(shapes.slack(hostile_digest(payload, cadence=cadence))))


def test_an_act_of_many_lines_takes_as_many_sections_as_slack_s_limit_asks_for_and_loses_none() -> None:
    whole = made(week()[:1], Cadence.INSTANT)
    item = replace(
        whole.acts[0], proofs=tuple(Proof((Segment(f"{number} " + "x" * 280),)) for number in range(30))
    )
    payload = json.loads(shapes.slack(replace(whole, sections=(Section("Exits", (item,)),))))
    assert_slack_is_text(payload)
    texts = [block["text"]["text"] for block in payload["blocks"] if block["type"] == "section"]
    assert len(texts) == 4
    assert all(len(text) <= 3000 for text in texts)
    assert all(f"“{number} xxx" in "\n".join(texts) for number in range(30))


def test_fault_126_a_text_over_slack_s_limit_is_cut_without_splitting_an_escape() -> None:
    for length in range(2996, 3004):
        lead = "a" * (length - 2996) + "&" * 3000
        payload = json.loads(shapes.slack(replace(MESSAGES["test"], lead=(lead,))))
        assert_slack_is_text(payload)
        assert payload["blocks"][2]["text"]["text"].endswith("&amp;…")


def test_a_story_without_link_has_no_link_in_slack_and_a_foreign_host_is_not_named_there() -> None:
    assert "mrkdwn" not in shapes.slack(made([act(1, "a", url=None)])).decode()
    assert "|Read the story>" in shapes.slack(made([act(1, "a", url="https://пример.example/x")])).decode()


def test_without_a_base_address_a_mail_names_the_destination_to_unsubscribe() -> None:
    digest = made([], unsubscribe_url=None, unsubscribe_mailto="op@monitor.example")
    digest = replace(digest, destination='desk & "co"')
    assert 'href="mailto:op@monitor.example?subject=unsubscribe%20desk%20%26%20%22co%22"' in shapes.html(
        digest
    )
    assert 'write to op@monitor.example, subject: unsubscribe desk & "co"' in " ".join(
        shapes.text(digest).split()
    )


def test_a_message_without_ways_out_has_none() -> None:
    assert MESSAGES["notice"].form is Form.NOTICE
    assert "Unsubscribe" not in shapes.text(MESSAGES["notice"])
    assert "Unsubscribe" not in shapes.html(MESSAGES["notice"])


def test_colours_have_a_name_in_one_file() -> None:
    templates = Path(__file__).parents[1] / "templates"
    sheets = [path for path in templates.rglob("*.j2") if path.name != "colours.j2"]
    assert not [path.name for path in sheets if re.search(r"#[0-9a-fA-F]{3,8}\b", path.read_text("utf-8"))]
