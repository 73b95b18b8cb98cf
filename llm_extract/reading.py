"""Reads an article from a file or from bytes: decodes it, repairs it, finds its body."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from .byte_damage import frequent_characters
from .chinese import count_han, is_han, simplify
from .credits import Credit, names_in, names_outlet
from .errors import InputError
from .furniture import Sorted, sort_lines
from .knowledge import table
from .markup import Head, Mark
from .page import Page, lay_out
from .page_fields import names_site, read_fields, site_named
from .page_lines import same_words, split_lines
from .records import Article
from .repair import Context, repair, repair_line
from .text import Replacement, Span, Text
from .written_dates import find_date

MAX_BYTES = 4_000_000
"""Largest file that is read; a book of a million characters fits."""
_LEAST_HAN = 40
_SAMPLE = 4000
_FREQUENT_SHARE = 0.4
"""Of Chinese text decoded rightly, more than this share is frequent characters."""
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DATE_LINES = 40
_LONGEST_DATE_LINE = 200
_LABEL = re.compile(r"^\s*来[源自]\s*[:：]\s*")
_SITE_SUFFIX = re.compile(r"\s*[-_|｜—–]+\s*")


def read_article(path: str | Path) -> Article:
    """The article in the file at `path`.

    Raises InputError, naming the file, the reason and what to do, when it cannot be read.
    """
    return read_bytes(load_file(path), str(path))


def load_file(path: str | Path) -> bytes:
    """The bytes of an article's file.

    Raises InputError when it cannot be opened, is too large, or of a kind that is not read.
    """
    place = Path(path)
    name = str(path)
    if place.is_dir():
        raise InputError(f"{name}: is a folder; name the files in it", name)
    _refuse_ending(place, name)
    try:
        size = place.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(name, size)
        return place.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"{name}: no such file; check the path", name) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(
            f"{name}: cannot be opened ({reason}); check the path and its permissions", name
        ) from error


def content_digest(data: bytes, given: Head | None = None) -> str:
    """What an article is known by, whatever its file is called: SHA-256 in hexadecimal.

    `given` is what is said of it outside its text, which counts where it says anything.
    """
    digest = hashlib.sha256(data)
    said = {name: words for name, words in asdict(given or Head()).items() if words}
    if said:
        digest.update(json.dumps(said, sort_keys=True).encode("ascii"))
    return digest.hexdigest()


def article_id(digest: str) -> str:
    """The id of the article of this content."""
    return digest[:16]


def read_bytes(data: bytes, name: str, given: Head | None = None) -> Article:
    """The article in `data`; `name` says where it is from, `given` what else is known of it.

    What is given goes before what the page says of itself. Raises InputError when there is no
    text or no article in it.
    """
    page = lay_out(decode(data, name))
    if given is not None:
        page = replace(page, head=_laid_over(page.head, given))
    context = Context(published=_early_date(page))
    text = repair(page.text, context)
    head = page.head
    title = _given_title(head, text, page.marks)
    parts = sort_lines(split_lines(text.clean, page.marks), title)
    if _count_han(parts, text) < _LEAST_HAN:
        # A page builder may call the element around the article a frame.
        unframed = [Mark.TEXT if mark is Mark.FRAME else mark for mark in page.marks]
        parts = sort_lines(split_lines(text.clean, unframed), title)
    if _count_han(parts, text) < _LEAST_HAN:
        raise InputError(
            f"{name}: no article found, only {_count_han(parts, text)} Chinese characters of "
            "running text; give a page that holds the article itself",
            name,
        )
    return Article(
        id=article_id(content_digest(data, given)),
        source=name,
        title=parts.title,
        subtitle=parts.subtitle,
        published=context.published or _first(credit.published for credit in parts.origins),
        outlet=_outlet(head, parts.origins),
        authors=_authors(head, parts.origins),
        captions=parts.captions,
        text=_keep(text, parts.body),
    )


def _laid_over(head: Head, given: Head) -> Head:
    return replace(head, **{name: words for name, words in asdict(given).items() if words})


def decode(data: bytes, name: str) -> str:
    """`data` as text: UTF-8, UTF-16 with a byte order mark, GB 18030 or Big5.

    Raises InputError when it is empty, too large, not text, or in another encoding.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(name, len(data))
    if not data.strip():
        raise InputError(f"{name}: is empty; give a file with an article in it", name)
    for magic, what in table("furniture")["formats"]["magic"]:
        if data.startswith(bytes.fromhex(magic)):
            raise _wrong_format(name, what)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_or_refuse(data, encoding, name)
    if b"\0" in data:
        raise InputError(
            f"{name}: holds NUL bytes, so it is no text; save the article as UTF-8 text or HTML",
            name,
        )
    return _decode_unmarked(data, name)


def _decode_unmarked(data: bytes, name: str) -> str:
    """`data` without a byte order mark, in the first encoding that gives Chinese text."""
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8")
    for encoding in ("gb18030", "big5hkscs"):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if _looks_chinese(text):
                return text
    raise InputError(
        f"{name}: is neither UTF-8 nor Chinese text in GB 18030 or Big5; save it as UTF-8", name
    )


def _decode_or_refuse(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: begins like {encoding.upper()} but byte {error.start} does not fit; "
            "save it as UTF-8",
            name,
        ) from error


def _looks_chinese(text: str) -> bool:
    """Whether the characters outside ASCII are mostly Chinese, and frequent ones."""
    sample = [character for character in text[: 10 * _SAMPLE] if not character.isascii()][:_SAMPLE]
    han = [character for character in sample if is_han(character)]
    if len(han) * 2 < len(sample) or not han:
        return False
    common = frequent_characters()
    return sum(simplify(c) in common for c in han) > _FREQUENT_SHARE * len(han)


def _refuse_ending(place: Path, name: str) -> None:
    what = table("furniture")["formats"]["endings"].get(place.suffix.lower().lstrip("."))
    if what and place.exists():
        raise _wrong_format(name, what)


def _wrong_format(name: str, what: str) -> InputError:
    return InputError(
        f"{name}: is {what}, which is not read; save the article as text or HTML", name
    )


def _too_large(name: str, size: int) -> InputError:
    return InputError(
        f"{name}: has {size:,} bytes, over the limit of {MAX_BYTES:,} (4 MB); "
        "split it into single articles",
        name,
    )


def _early_date(page: Page) -> str | None:
    """The publication date, as far as it can be told before the text is repaired."""
    if found := find_date(repair_line(page.head.published)):
        return found
    dated: list[Credit] = []
    for line in split_lines(page.text.clean, page.marks)[:_DATE_LINES]:
        short = len(line.text) <= _LONGEST_DATE_LINE
        credit = read_fields(repair_line(line.text)) if short else None
        if credit and credit.published:
            dated.append(credit)
        elif line.is_paragraph and dated:
            break
    sure = (credit.published for credit in dated if credit.is_publication)
    return _first([*sure, *(credit.published for credit in dated)])


def _given_title(head: Head, text: Text, marks: Sequence[Mark]) -> str:
    """The title that the page's fields or its main heading give, or an empty string."""
    if head.title:
        return repair_line(head.title)
    page_title = repair_line(head.page_title)
    if names_site(page_title):
        page_title = ""
    lines = text.clean.split("\n")
    headings = [
        line for line, mark in zip(lines, marks, strict=True) if mark is Mark.TITLE and line
    ]
    for heading in headings:
        if not page_title or heading in page_title:
            return heading
    for line in lines:
        if any(
            same_words(line, page_title[: m.start()]) for m in _SITE_SUFFIX.finditer(page_title)
        ):
            return line
    return _SITE_SUFFIX.split(page_title)[0]


def _outlet(head: Head, origins: Sequence[Credit]) -> str | None:
    """Who published: what a field says, the paper by the date, a dateline, whose page it is."""
    own = table("furniture")["labels"]["own"]
    labelled = (
        _LABEL.sub("", head.outlet),
        *(credit.outlet for credit in origins if not credit.is_in_text),
    )
    dated = [credit.site for credit in origins if credit.published and credit.site]
    told = (credit.outlet for credit in origins if credit.is_in_text)
    named = [*labelled, *filter(names_outlet, dated), *told]
    sites = (credit.site for credit in origins)
    title_ends = _SITE_SUFFIX.split(repair_line(head.page_title))[:0:-1]
    return _first(repair_line(name) for name in named if name and name not in own) or _first(
        [*dated, *sites, head.site, *title_ends, site_named(repair_line(head.page_title))]
    )


def _authors(head: Head, origins: Sequence[Credit]) -> tuple[str, ...]:
    """The people credited, in the order met, without those who only edited."""
    named = [names_in(repair_line(head.authors)), *(credit.authors for credit in origins)]
    return tuple(dict.fromkeys(name for names in named for name in names))


def _keep(text: Text, body: Sequence[Span]) -> Text:
    """`text` cut down to `body`, one paragraph a line."""
    furniture: list[Replacement] = []
    blank: list[Replacement] = []
    position = 0
    for span in [*body, Span(len(text.clean), len(text.clean))]:
        gap = Span(position, span.start)
        after = "\n" if position and span.start < len(text.clean) else ""
        if gap.cut(text.clean) != after:
            changes = furniture if gap.cut(text.clean).strip() else blank
            changes.append(Replacement(gap, after))
        position = span.end
    return _replace_both(text, furniture, blank)


def _replace_both(text: Text, furniture: list[Replacement], blank: list[Replacement]) -> Text:
    """`text` after both lists of changes, which do not overlap; the second moves with the first."""
    moved: list[Replacement] = []
    shift = index = 0
    for change in blank:
        while index < len(furniture) and furniture[index].span.end <= change.span.start:
            shift += len(furniture[index].after) - len(furniture[index].span)
            index += 1
        place = Span(change.span.start + shift, change.span.end + shift)
        moved.append(Replacement(place, change.after))
    return text.replace("furniture", furniture).replace("blank lines", moved)


def _count_han(parts: Sorted, text: Text) -> int:
    return sum(count_han(span.cut(text.clean)) for span in parts.body)


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
