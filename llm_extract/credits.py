"""Reads who published and who wrote an article: labelled fields, datelines, credit lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .chinese import HAN
from .knowledge import table
from .written_dates import DATE, TIME, find_date, without_dates

_LONGEST_FIELD_LINE = 300
_LONGEST_TAIL = 100
_LONGEST_VALUE = 40
_FEW = 5
"""Han characters a line of fields may hold besides its fields."""
_NAME = re.compile(rf"[{HAN}]{{2,4}}|[{HAN}]{{1,8}}[·•][{HAN}]{{1,8}}")
_GIVEN = 2
"""Characters of a given name; with one more, the family name is a double one."""
_AROUND = " |｜/丨【】[]()（）·-—:：,，"
_LEFT_OVER = re.compile(rf"[{HAN}A-Za-z]")


@dataclass(frozen=True)
class Credit:
    """What a line or a prefix says of the article's origin; `end` is where that ends."""

    end: int = 0
    published: str | None = None
    outlet: str | None = None
    site: str | None = None
    """The site or account the page belongs to, a weaker sign of the outlet."""
    authors: tuple[str, ...] = ()


def names_in(credit: str) -> tuple[str, ...]:
    """The people named in a credit such as "本报记者 A B 通讯员 C"."""
    parts = _roles().split(credit)
    found: list[str] = []
    for part in parts:
        tokens = re.split(r"[\s、,，;；/／|｜()（）:：]+", part)
        for token in _join_spaced(tokens):
            name = token.strip("·•.-—")
            if _is_name(name):
                found.append(name)
    return tuple(dict.fromkeys(found))


def _is_name(word: str) -> bool:
    """Whether `word` is built like a person's name: a family name and one or two more."""
    if not _NAME.fullmatch(word) or _outlet_end().search(word):
        return False
    rows = table("furniture")["credits"]
    if re.search("[·•]", word) or word[:2] in rows["compound_surnames"]:
        return True
    given = len(word) - 1
    if word[0] not in rows["surnames"] or word[0].isspace():
        return False
    return given <= _GIVEN or word[1] in rows["surnames"]


def _join_spaced(tokens: list[str]) -> list[str]:
    """Two-character names are often printed with a space inside: "王 军"."""
    joined: list[str] = []
    pending = ""
    for token in filter(None, tokens):
        if len(token) == 1 and pending:
            joined.append(pending + token)
            pending = ""
        elif len(token) == 1:
            pending = token
        else:
            joined.append(token)
            pending = ""
    return joined


def read_fields(line: str) -> Credit | None:
    """The fields of a line made of nothing but labelled fields, dates and page tools.

    None when the line says anything else.
    """
    if len(line) > _LONGEST_FIELD_LINE:
        return None
    labels = list(_labels().finditer(line))
    date = find_date(line)
    unlabelled = line[: labels[0].start()] if labels else line
    left = _filler().sub("", TIME.sub("", DATE.sub("", unlabelled)))
    named = names_in(left) if date else ()
    left = _without_names(left, named)
    if not (labels or date):
        return None
    too_much = len(_LEFT_OVER.findall(left)) > (_FEW if labels else 2 * _FEW)
    if too_much and not (_issues(left, date) or _is_own_site(left)):
        return None
    values: dict[str, list[str]] = {}
    ends = [*(label.start() for label in labels[1:]), len(line)]
    for label, end in zip(labels, ends, strict=False):
        kind = _kind_of(label["label"])
        value = line[label.end() : end]
        if not _fits(label["label"], kind, value):
            return None
        values.setdefault(kind, []).append(without_dates(value).strip(_AROUND))
    words = left.strip(_AROUND).split() if date else []
    labelled = DATE.search(line, labels[0].end()) if "published" in values else None
    return Credit(
        len(line),
        (labelled and find_date(labelled.group())) or date,
        _first_outlet(values.get("outlet", [])),
        site=_first_outlet([word for word in words if _is_named(word)][-1:]),
        authors=tuple(dict.fromkeys([*named, *names_in(" ".join(values.get("authors", [])))])),
    )


def _issues(words: str, date: str | None) -> bool:
    """Whether the words of a dated line only name the office that issued it."""
    return bool(date and re.search(table("furniture")["labels"]["issuer"], words.strip(_AROUND)))


def _is_own_site(words: str) -> bool:
    """Whether the words before the fields only name the site they stand on."""
    return re.fullmatch(table("furniture")["labels"]["own_site"], words.strip(_AROUND)) is not None


def read_outlet(line: str) -> Credit | None:
    """The credit of a line that only names who published, or None."""
    match = re.fullmatch(table("furniture")["labels"]["outlet_line"], line)
    return Credit(len(line), outlet=line.strip("《》")) if match else None


def _without_names(credit: str, names: tuple[str, ...]) -> str:
    """`credit` without the people named in it and what they did."""
    if not names:
        return credit
    left = _roles().sub(" ", credit)
    for name in names:
        left = left.replace(name, " ").replace(" ".join(name), " ")
    return left


def _fits(label: str, kind: str, value: str) -> bool:
    """Whether `value` can be what the label announces, and not a sentence after a colon."""
    rows = table("furniture")["labels"]
    plain = without_dates(value).strip(_AROUND)
    if len(plain) > _LONGEST_VALUE or re.search("[。！？!?；;]", plain):
        return False
    rest = _LEFT_OVER.findall(_filler().sub("", plain))
    if label in rows["counters"] and re.fullmatch(rows["choices"], plain):
        return True
    if kind == "published" or label in rows["counters"]:
        return not rest
    return label not in rows["spoken"] or not rest or bool(names_in(plain))


def _first_outlet(values: list[str]) -> str | None:
    for value in values:
        words = value.split()
        if words and words[0] not in table("furniture")["labels"]["own"]:
            name = words[0].strip("《》“”\"'()（）|,，:：")
            name = _electronic().sub("", name)
            if re.search(rf"[{HAN}A-Za-z]{{2}}", name) and not _filler().fullmatch(name):
                return name
    return None


def _is_named(word: str) -> bool:
    return len(_LEFT_OVER.findall(word)) > 1


def read_dateline(paragraph: str) -> Credit | None:
    """The dateline a paragraph begins with, such as "某某网某市讯(A 记者 B)", or None."""
    match = _dateline().match(paragraph)
    if match is None:
        return None
    names = names_in(match["names"] or match["reporters"] or "")
    outlet = match["outlet"] or _outlet_in(match["names"] or match["reporters"] or "")
    if not (match["kind"] or names):
        return None
    return Credit(match.end(), outlet=outlet, authors=names)


def read_trailing_credit(paragraph: str) -> tuple[int, Credit] | None:
    """The credit in brackets that ends a paragraph, with its start, or None."""
    match = _trailing().search(paragraph, max(0, len(paragraph) - _LONGEST_TAIL))
    if match is None:
        return None
    inside = match["inside"]
    fields = read_fields(inside)
    if fields is not None:
        return match.start(), fields
    names = names_in(inside)
    if not (names or inside in ("完", "END")) or re.search(r"\d", inside):
        return None
    return match.start(), Credit(outlet=_outlet_in(inside), authors=names)


def read_reporters(line: str) -> Credit | None:
    """The credit of a line that only names reporters, such as "本报记者 A B 文/图", or None."""
    if len(line) > _LONGEST_VALUE or not _reporters().match(line):
        return None
    names = names_in(line)
    outlet = _outlet_in(line)
    left = _without_names(line, names).replace(outlet or "", "")
    if not names or len(_LEFT_OVER.findall(left)) > _GIVEN:
        return None
    return Credit(len(line), outlet=outlet, authors=names)


def read_breadcrumb(line: str) -> Credit | None:
    """The first station of a breadcrumb line, as `site`; None for any other line."""
    rows = table("furniture")["lines"]
    if len(line) > _LONGEST_FIELD_LINE or not re.fullmatch(rows["breadcrumb"], line):
        return None
    stations = re.split(r"\s*[>›»＞→]+\s*", re.sub(rows["breadcrumb_label"], "", line))
    site = next((s for s in stations[:1] if s and s not in rows["home"]), None)
    return Credit(len(line), site=site)


def _outlet_in(credit: str) -> str | None:
    """The outlet named before the first role in a credit: "某某日报全媒体记者 A"."""
    match = _outlet_before_role().search(credit)
    return match["outlet"] if match else None


def _kind_of(label: str) -> str:
    rows = table("furniture")["labels"]
    plain = re.sub(r"\s", "", label)
    return next((k for k in ("published", "outlet", "authors") if plain in rows[k]), "other")


@cache
def _labels() -> re.Pattern[str]:
    rows = table("furniture")["labels"]
    words = sorted(
        {
            word
            for kind in ("published", "outlet", "authors", "other", "counters")
            for word in rows[kind]
        },
        key=len,
        reverse=True,
    )
    # Short labels are printed with a space inside to line up with longer ones.
    spaced = "|".join(r"[ ]?".join(map(re.escape, word)) for word in words)
    return re.compile(rf"(?P<label>{spaced})\s*[:：|丨]\s*")


@cache
def _filler() -> re.Pattern[str]:
    return re.compile(table("furniture")["labels"]["filler"])


@cache
def _electronic() -> re.Pattern[str]:
    return re.compile(f"{table('furniture')['labels']['electronic']}$")


@cache
def _roles() -> re.Pattern[str]:
    return re.compile(table("furniture")["credits"]["roles"])


@cache
def _outlet_end() -> re.Pattern[str]:
    return re.compile(f"{table('furniture')['credits']['outlet_endings']}$")


def _outlet_pattern() -> str:
    rows = table("furniture")["credits"]
    return rf"(?P<outlet>{'|'.join(rows['wires'])}|[{HAN}A-Za-z]{{2,10}}?{rows['outlet_endings']})"


@cache
def _outlet_before_role() -> re.Pattern[str]:
    return re.compile(rf"{_outlet_pattern()}(?={table('furniture')['credits']['roles']})")


@cache
def _dateline() -> re.Pattern[str]:
    rows = table("furniture")["credits"]
    outlet = rf"(?:{rows['own_outlet']}|{_outlet_pattern()})"
    names = r"[（(](?P<names>[^()（）\n]{2,60})[)）]+"
    ends = r"(?=[\s:：,，、—】\d]|题[:：]|$)"
    kind = r"(?P<kind>专?电|讯|消息|报道)"
    return re.compile(
        rf"[【\[]?{outlet}[{HAN}]{{0,10}}?(?:\s*\d{{1,2}}月\d{{1,2}}日)?\s*{kind}[】\]]?\s*"
        rf"(?:{names}|{ends})\s*(?:题?[:：])?\s*[,，]?\s*"
        rf"|[（(](?P<reporters>[^()（）\n]{{0,30}}(?:记者|通讯员)[^()（）\n]{{1,40}})[)）]+\s*"
    )


@cache
def _reporters() -> re.Pattern[str]:
    rows = table("furniture")["credits"]
    return re.compile(
        rf"\W?(?:{rows['own_outlet']}|{_outlet_pattern()}|[{HAN}]{{2,12}}?)?\s*"
        r"(?:记者|通讯员|实习生|评论员|撰文|采写)"
        rf"|\W?[{HAN}]{{2,4}}(?:[\s、,，][{HAN}]{{2,4}}){{0,4}}\s*(?:文/图|图/文|文图|报道|整理)\W?$"
    )


@cache
def _trailing() -> re.Pattern[str]:
    words = table("furniture")["credits"]["trailing_credit"]
    return re.compile(
        rf"[（(\[【](?P<inside>(?=[^()（）\n]{{0,60}}{words})[^()（）\n]{{1,80}})[)）\]】]+\s*$"
    )
