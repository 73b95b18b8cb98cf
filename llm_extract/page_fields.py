"""Reads the lines around an article that say where it is from: labelled fields, breadcrumbs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from .credits import LEFT_OVER, LONGEST_VALUE, Credit, names_in, names_outlet, without_names
from .knowledge import table
from .page_words import is_page_word, is_tool, read_masthead
from .written_dates import DATE, PARTIAL_DATE, TIME, find_date, without_dates

_LONGEST_LINE = 300
_LONGEST_TITLE = 90
_LINES_KEPT = 256
_FEW = 5
"""Han characters a line of fields may hold besides its fields."""
_AROUND = " |｜/丨【】[]()（）·-—:：,，*_`>"
_STATION = re.compile(r"\s*[>›»＞→]+\s*")
_WORDS = re.compile(r"[\s|｜·丨]+")


class Field(NamedTuple):
    """A labelled field of a line; `kind` is that of its label in the table of furniture."""

    label: str
    kind: str
    value: str


@lru_cache(maxsize=_LINES_KEPT)
def read_fields(line: str) -> Credit | None:
    """The fields of a line made of nothing but labelled fields, dates and page tools.

    None when the line says anything else.
    """
    if len(line) > _LONGEST_LINE or "。" in line:
        return None
    labels = list(_labels().finditer(line)) or _cells(line)
    unlabelled = line[: labels[0].start()] if labels else line
    left = TIME.sub(" ", DATE.sub(" ", unlabelled))
    date = find_date(line) or PARTIAL_DATE.search(left)
    if not (labels or date):
        return None
    left = _filler().sub("", PARTIAL_DATE.sub("", left))
    named = names_in(left) if date else ()
    left = _without_page_words(without_names(left, named))
    dated = not labels or DATE.search(unlabelled)
    too_much = len(LEFT_OVER.findall(left)) > (2 * _FEW if dated else _FEW)
    if too_much and not ((date and _issues(left)) or _is_own_site(left)):
        return None
    fields = _fields(line, labels)
    if not all(map(_fits, fields)):
        return None
    outlet = _first_outlet(_plain(fields, "outlet"))
    site = _site(f"{left} {_behind_author(fields)}") if date else None
    authors = names_in(" ".join(_plain(fields, "authors")))
    return Credit(
        len(line),
        _publication_date(unlabelled, fields),
        outlet,
        site=site or _first_outlet(_plain(fields, "issuer")),
        authors=tuple(dict.fromkeys([*named, *authors])),
        title=next((_title(field.value) for field in fields if field.kind == "title"), None),
        is_publication=bool(outlet or names_outlet(site or "") or any(map(_publishes, fields))),
    )


def _cells(line: str) -> list[re.Match[str]]:
    """The labels of a row of a table of fields, whose cells only blanks part."""
    labels = list(_spaced_labels().finditer(line))
    return labels if len(labels) > 1 and labels[0].start() == 0 else []


def _fields(line: str, labels: Sequence[re.Match[str]]) -> list[Field]:
    ends = [*(label.start() for label in labels[1:]), len(line)]
    found = []
    for label, end in zip(labels, ends, strict=False):
        plain = re.sub(r"\s", "", label["label"])
        found.append(Field(plain, _kinds()[plain], line[label.end() : end]))
        if found[-1].kind == "title":
            return [*found[:-1], found[-1]._replace(value=line[label.end() :])]
    return found


def _title(value: str) -> str:
    """A labelled title without what a mail program puts before it."""
    return re.sub(table("furniture")["labels"]["forwarded"], "", value.strip(_AROUND))


def _publication_date(unlabelled: str, fields: Sequence[Field]) -> str | None:
    """The date a line gives, that of publication before that of writing or of a visit."""
    published = [field for field in fields if field.kind == "published"]
    published.sort(key=lambda field: not _publishes(field))
    rest = [field.value for field in fields if field.kind not in ("published", "elsewhere")]
    told = [*(field.value for field in published), unlabelled, *rest]
    return next((date for date in map(find_date, told) if date), None)


def _publishes(field: Field) -> bool:
    words = table("furniture")["labels"]["publishes"]
    return field.kind == "published" and re.search(words, field.label) is not None


def _plain(fields: Iterable[Field], kind: str) -> list[str]:
    return [without_dates(field.value).strip(_AROUND) for field in fields if field.kind == kind]


def _without_page_words(words: str) -> str:
    """What is left of a line besides the names of sheets, channels and tools of its page."""
    kept = (word for word in _WORDS.split(words) if not is_page_word(word.strip(_AROUND)))
    return " ".join(kept)


def site_named(words: str) -> str | None:
    """The site or paper that words only name, or None."""
    return read_masthead(words) or (words if words and _is_own_site(words) else None)


def names_site(words: str) -> bool:
    """Whether words only name a site or a paper, as the titles of many pages do."""
    return site_named(words) is not None


def _issues(words: str) -> bool:
    """Whether the words of a dated line only name the office that issued it."""
    return re.search(table("furniture")["labels"]["office"], words.strip(_AROUND)) is not None


def _is_own_site(words: str) -> bool:
    """Whether the words before the fields only name the site they stand on."""
    return re.fullmatch(table("furniture")["labels"]["own_site"], words.strip(_AROUND)) is not None


def _fits(field: Field) -> bool:
    """Whether a value can be what its label announces, and not a sentence after a colon."""
    rows = table("furniture")["labels"]
    plain = without_dates(field.value).strip(_AROUND)
    if field.kind == "title":
        return len(plain) <= _LONGEST_TITLE and not plain.endswith(("。", "；"))
    if len(plain) > LONGEST_VALUE or re.search("[。！？!?；;]", plain):
        return field.kind == "elsewhere" and re.search("[。！？]", plain) is None
    rest = LEFT_OVER.findall(_without_page_words(_filler().sub(" ", plain)))
    if field.kind == "counters" and (is_tool(plain) or re.fullmatch(rows["choices"], plain)):
        return True
    if field.label == "发布" and names_in(plain):
        return True
    if field.kind in ("published", "counters"):
        return not rest
    return field.label not in rows["spoken"] or not rest or bool(names_in(plain))


def _behind_author(fields: Iterable[Field]) -> str:
    """The paper behind the person who put an article on a page: 发布：某某 · 某某网."""
    values = [field.value for field in fields if field.label == "发布" and names_in(field.value)]
    return " ".join(without_names(without_dates(value), names_in(value)) for value in values)


def _site(words: str) -> str | None:
    """The site or paper that the words of a dated line name, a paper's name before another."""
    named = [word.strip("《》□■") for word in words.strip(_AROUND).split()]
    named = [word for word in named if len(LEFT_OVER.findall(word)) > 1]
    papers = [word for word in named if word.endswith("报")]
    return _first_outlet([*papers, *filter(names_outlet, named), *named[-1:]])


def _first_outlet(values: Iterable[str]) -> str | None:
    for value in values:
        titled = re.search("《([^《》]{2,20})》", value)
        words = [titled[1]] if titled else value.split()
        if words and not re.fullmatch(_own(), words[0]):
            name = words[0].strip("《》“”\"'()（）|,，:：")
            name = _electronic().sub("", name)
            if len(LEFT_OVER.findall(name)) > 1 and not _filler().fullmatch(name):
                return name
    return None


def read_outlet(line: str) -> Credit | None:
    """The credit of a line that only names who published, or None."""
    rows = table("furniture")["labels"]
    if is_tool(line):
        return None
    name = line.strip("《》") if re.fullmatch(rows["outlet_line"], line) else read_masthead(line)
    return Credit(len(line), site=name) if name else None


def read_office(line: str) -> Credit | None:
    """The credit of a line that only names the office whose page it is, or None."""
    office = re.fullmatch(table("furniture")["labels"]["office"], line)
    return Credit(len(line), site=line) if office and "记者" not in line else None


def read_breadcrumb(line: str) -> Credit | None:
    """The first station of a breadcrumb line, as `site`; None for any other line."""
    rows = table("furniture")["lines"]
    if len(line) > _LONGEST_LINE or not re.fullmatch(rows["breadcrumb"], line):
        return None
    stations = _STATION.split(re.sub(rows["breadcrumb_label"], "", line).lstrip("> "))
    named = (s for s in stations[:1] if s and s not in rows["home"])
    return Credit(len(line), site=next((s for s in named if not re.fullmatch(_own(), s)), None))


@cache
def _kinds() -> dict[str, str]:
    """The kind of each label; the first where two kinds have it."""
    rows = table("furniture")["labels"]
    kinds = ("title", "published", "outlet", "issuer", "authors", "elsewhere", "counters", "other")
    return {label: kind for kind in reversed(kinds) for label in rows[kind]}


@cache
def _labels() -> re.Pattern[str]:
    # Short labels are printed with a space inside to line up with longer ones.
    words = sorted(_kinds(), key=len, reverse=True)
    spaced = "|".join(r"[ ]{0,6}".join(map(re.escape, word)) for word in words)
    return re.compile(rf"(?<![A-Za-z])(?P<label>{spaced})(?:\s*[】\]]\s*[:：]?|\s*[:：|丨])\s*")


@cache
def _spaced_labels() -> re.Pattern[str]:
    spoken = table("furniture")["labels"]["spoken"]
    named = (word for word in _kinds() if not word.isascii() and word not in spoken)
    words = sorted(named, key=len, reverse=True)
    return re.compile(rf"(?:(?<=\s)|^)(?P<label>{'|'.join(map(re.escape, words))})\s+(?=\S)")


@cache
def _own() -> str:
    """What an outlet's field says where it names none."""
    rows = table("furniture")["labels"]
    return f"{'|'.join(map(re.escape, rows['own']))}|{rows['sections']}"


@cache
def _filler() -> re.Pattern[str]:
    return re.compile(table("furniture")["labels"]["filler"])


@cache
def _electronic() -> re.Pattern[str]:
    return re.compile(f"{table('furniture')['labels']['electronic']}$")
