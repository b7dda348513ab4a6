"""Reads the date of a feed to a moment in UTC: RFC 822 and ISO 8601 as people write them in the languages of
the rule packs.

feedparser knows only American time zones and English months, and reads all other zones as UTC; it is used for
dates that this module cannot read. The day comes before the month, unless only the other order is a date, or
the hour has am or pm.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone

LIMIT = 100  # characters of a date that are read

# If a name has several meanings, the one that feeds use: RFC 822 (5.1) for American names, else that of the
# most read newspapers.
_ZONES_MIN = {
    "z": 0,
    "ut": 0,
    "utc": 0,
    "gmt": 0,
    "wet": 0,
    "est": -300,
    "edt": -240,
    "cst": -360,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
    "akst": -540,
    "akdt": -480,
    "hst": -600,
    "hdt": -540,
    "ast": -240,
    "adt": -180,
    "nst": -210,
    "ndt": -150,
    "brt": -180,
    "brst": -120,
    "art": -180,
    "clt": -240,
    "clst": -180,
    "cot": -300,
    "pet": -300,
    "vet": -240,
    "bot": -240,
    "pyt": -180,
    "uyt": -180,
    "gft": -180,
    "ect": -300,
    "west": 60,
    "bst": 60,
    "cet": 60,
    "cest": 120,
    "mez": 60,
    "mesz": 120,
    "met": 60,
    "mest": 120,
    "eet": 120,
    "eest": 180,
    "wat": 60,
    "cat": 120,
    "sast": 120,
    "eat": 180,
    "trt": 180,
    "msk": 180,
    "мск": 180,
    "msd": 240,
    "idt": 180,
    "samt": 240,
    "gst": 240,
    "azt": 240,
    "get": 240,
    "amt": 240,
    "irst": 210,
    "irdt": 270,
    "aft": 270,
    "pkt": 300,
    "uzt": 300,
    "tjt": 300,
    "tmt": 300,
    "yekt": 300,
    "ist": 330,
    "npt": 345,
    "omst": 360,
    "kgt": 360,
    "almt": 360,
    "btt": 360,
    "mmt": 390,
    "krat": 420,
    "novt": 420,
    "ict": 420,
    "wib": 420,
    "wita": 480,
    "wit": 540,
    "irkt": 480,
    "hkt": 480,
    "sgt": 480,
    "myt": 480,
    "pht": 480,
    "awst": 480,
    "ulat": 480,
    "yakt": 540,
    "jst": 540,
    "kst": 540,
    "acst": 570,
    "acdt": 630,
    "aest": 600,
    "aedt": 660,
    "vlat": 600,
    "chst": 600,
    "magt": 660,
    "sakt": 660,
    "pett": 720,
    "nzst": 720,
    "nzdt": 780,
}

# How the names begin, without accents: en, de, fr, es, pt, it, pl, tr, ru, uk, nl, ro, sr, ar; full names,
# cases and abbreviations alike.
_MONTHS = (
    "jan ene gen sty oca янв січ ian јан ينا",
    "feb fev lut sub фев лют феб فبر شبا",
    "mar maer mrz marz мар бер maa mrt مار اذا",
    "apr avr abr kwi nis апр кві ابر نيس",
    "may mai maj mag май мая тра mei мај ماي ايا",
    "jun juin giu cze haz июн чер iun јун يون حزي",
    "jul juil lug lip tem июл лип iul јул يول تمو",
    "aug aou ago sie agu авг сер avg اغس",
    "sep set wrz eyl сен вер сеп سبت ايل",
    "oct okt out ott paz eki окт жов اكت",
    "nov lis kas ноя лис noi нов نوف",
    "dec dez dic gru ara дек гру дец ديس",
)
_ENGLISH = [stems[:3] for stems in _MONTHS]
_MONTH = {stem: number for number, stems in enumerate(_MONTHS, 1) for stem in stems.split()}

# what nearly all feeds write, in lower case: RFC 822 (5.1) with a year of four digits, and RFC 3339 (5.6)
_USUAL = re.compile(
    r"(?:(?:(?:mon|tue|wed|thu|fri|sat|sun), )?"
    rf"(?P<day>\d\d?) (?P<month>{'|'.join(_ENGLISH)}) (?P<year>\d{{4}}) "
    r"|(?P<iso>\d{4}-\d\d-\d\d)t)"
    r"(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d):(?P<second>[0-5]\d)(?:\.\d+)?"
    r" ?(?:z|gmt|(?P<sign>[+-])(?P<hours>[01]\d|2[0-3]):?(?P<minutes>[0-5]\d))",
    re.ASCII,
)
_SECONDS = re.compile(r"\s*(\d{10})(\d{3})?\s*")  # since 1970; with three digits more, milliseconds
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(?!\d)", re.IGNORECASE)
_TIME = re.compile(
    r"(?<![\d:+−-])(?P<hour>\d{1,2})(?::(?P<minute>\d\d)|\s?h(?![a-z])\s?(?P<french>\d\d)?)"
    r"(?::(?P<second>\d\d?)(?:[.,]\d+)?)?(?![\d:])"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?"
    r"(?:\s*(?:gmt|utc|ut)?\s*(?P<sign>[+\-−–])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?(?!\d)"
    r"|(?:\s*uhr)?\s*\(?(?P<zone>[^\W\d_]{1,5})\b)?",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d\d)(?!\d)")
_WORD = r"([^\W\d_]{3,12})"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|o)?[./\s-]*(?:de\s+|of\s+)?"
    rf"{_WORD}[./,\s-]*(?:de\s+|del\s+)?(\d{{4}}|\d\d)?(?!\d)"
)
_MONTH_FIRST = re.compile(rf"(?<!\w){_WORD}[.\s-]*(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)[.,\s-]*(\d{{4}})?(?!\d)")
_ANY_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")


def read_date(text: str) -> datetime | None:
    """The moment of a date, aware and in UTC; without a zone it is UTC, without a time midnight. None if it
    cannot be read.
    """
    text = text[:LIMIT]
    try:
        usual = _USUAL.fullmatch(text.lower()) if text.isascii() else None
        return _moment(usual) if usual else _read(_plain(text))
    except (
        ValueError,
        OverflowError,
    ):  # a day that the month does not have; a zone that pushes a date out of the calendar
        return None


def _moment(usual: re.Match[str]) -> datetime:
    """The moment of a date in one of the usual forms."""
    day, month, year, iso, hour, minute, second, sign, hours, minutes = usual.groups()
    if iso:
        year, month, day = iso.split("-")
    number = _MONTH[month] if month in _MONTH else int(month)
    moment = datetime(int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    if not sign:
        return moment
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return moment - offset if sign == "+" else moment + offset


def _plain(text: str) -> str:
    """Lower case without accents; й stays, because it is a letter."""
    if text.isascii():
        return text.lower()
    lowered = text.lower().replace("ı", "i").replace("й", "\0")
    letters = unicodedata.normalize("NFKD", lowered)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("\0", "й")


def _read(text: str) -> datetime | None:
    if seconds := _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(seconds[1]), UTC)
    if compact := _COMPACT.search(text):
        parts = [int(part or 0) for part in compact.groups()]
        text = (
            f"{parts[0]:04}-{parts[1]:02}-{parts[2]:02} "
            f"{parts[3]:02}:{parts[4]:02}:{parts[5]:02}{text[compact.end() :]}"
        )
    clock = _TIME.search(text)
    if clock is None:
        day = _day(text, american=False)
        return None if day is None else datetime.combine(day, time(tzinfo=UTC))
    rest = f"{text[: clock.start()]} ; {text[_end_of_clock(clock) :]}"
    day = _day(rest, american=clock["half"] is not None)
    return None if day is None else _at(day, clock).astimezone(UTC)


def _end_of_clock(clock: re.Match[str]) -> int:
    """The offset where the time ends; a word behind it that is no time zone is not part of it."""
    return clock.start("zone") if clock["zone"] and clock["zone"] not in _ZONES_MIN else clock.end()


def _at(day: date, clock: re.Match[str]) -> datetime:
    hour, minute, second = (
        int(clock["hour"]),
        int(clock["minute"] or clock["french"] or 0),
        int(clock["second"] or 0),
    )
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"] == "p" else 0)
    if clock["sign"]:
        hours, minutes = int(clock["hours"]), int(clock["minutes"] or 0)
        offset = timedelta(hours=hours, minutes=minutes) * (1 if clock["sign"] == "+" else -1)
    else:
        offset = timedelta(minutes=_ZONES_MIN.get(clock["zone"] or "", 0))
    if hour == 24 and minute == second == 0:  # ISO 8601: the end of the day
        hour, day = 0, day + timedelta(days=1)
    second = min(second, 59)  # 60: a leap second
    return datetime.combine(day, time(hour, minute, second, tzinfo=timezone(offset)))


def _day(text: str, *, american: bool) -> date | None:
    if match := _YEAR_FIRST.search(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.search(text):
        day, month = int(match[1]), int(match[3])
        if month > 12 or (american and match[2] == "/" and day <= 12):
            day, month = month, day
        return date(_year(match[4]), month, day)
    for pattern, first, second in ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 2, 1)):
        for match in pattern.finditer(text):
            month = _month(match[second])
            year = match[3] or (later[1] if (later := _ANY_YEAR.search(text)) else "")
            if month and year:
                return date(_year(year), month, int(match[first]))
    return None


def _month(word: str) -> int:
    """1 to 12; 0 if the word is no month. The longest beginning counts: `juin` and `juillet` differ at the
    fourth letter.
    """
    return next((_MONTH[word[:size]] for size in (4, 3) if word[:size] in _MONTH), 0)


def _year(digits: str) -> int:
    """A year; two digits as in RFC 2822 (4.3)."""
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 50 else 1900)
