"""The work of finding quantities grows with the text, and no faster: counted in calls, not time."""

import pytest
from call_count import calls

from llm_extract.quantities import find_quantities

SHORT, LONG = 2_000, 8_000
HOSTILE = {
    "zh": [
        "一",
        "1,",
        "三分之",
        "百亿",
        "2万元至",
        "、3",
        "年1月",
        "3+",
        "（",
        "每",
        "分别为1、",
        "第3",
        "达州、12个，",
    ],
    "en": [
        "one hundred ",
        "1,",
        "RMB ",
        "$",
        "third ",
        "and a half ",
        "1-",
        "May 1 ",
        "twenty-",
        "(3) ",
    ],
}


@pytest.mark.parametrize(("lang", "piece"), [(lang, p) for lang in HOSTILE for p in HOSTILE[lang]])
def test_four_times_the_text_takes_about_four_times_the_calls(lang, piece):
    short, long = ((piece * n)[:n] for n in (SHORT, LONG))
    find_quantities(long, lang)  # what is made once, such as patterns, is not counted
    assert calls(find_quantities, long, lang) <= 1.5 * LONG / SHORT * calls(
        find_quantities, short, lang
    )
