"""The evidence page in a real Chromium: what a reviewer sees, points at, types and saves."""

from __future__ import annotations

import json
import shutil
from importlib import resources

import pytest
from report_runs import hostile, with_sentences, write_run
from typer.testing import CliRunner

from llm_extract.cli.app import app
from llm_extract.records import Finding
from llm_extract.report import write_report
from llm_extract.reviews import parts_of, reviewed_results
from llm_extract.store import read_results

playwright = pytest.importorskip(
    "playwright.sync_api", reason="no playwright: pip install '.[dev]'"
)

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WRONG = {"RMB 53.8 billion": "RMB 5.38 billion", "365.15亿元": "356.15亿元"}


@pytest.fixture(scope="module")
def browser():
    """One Chromium for all these tests."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def run(seed_run, tmp_path_factory):
    """The seeds with two wrong sentences and one article that failed, and its page."""
    results = [with_sentences(one, WRONG) for one in read_results(seed_run)]
    failure = {"article": "empty.html", "kind": "InputError", "reason": "empty.html: nothing in it"}
    folder = write_run(tmp_path_factory.mktemp("report") / "out", results, [failure])
    write_report(folder)
    return folder


@pytest.fixture(scope="module")
def small(run, tmp_path_factory):
    """The page of a short article with a wrong figure, a doubtful one and a finding of each."""
    result = list(read_results(run))[4]
    found = [
        Finding(verdict=verdict, severity=severity, message="24个, and later 20个.", where="q2")
        for verdict, severity in (("source_conflict", "warning"), ("scale_error", "error"))
    ]
    wrong = with_sentences(result, {"24": "42"}).model_copy(update={"findings": tuple(found)})
    failure = {"article": "empty.html", "kind": "InputError", "reason": "empty.html: nothing in it"}
    folder = tmp_path_factory.mktemp("report") / "small"
    return write_report(write_run(folder, [wrong], [failure]))


@pytest.fixture
def opened(browser, run):
    """Opens pages; at the end none may have asked for anything or complained."""
    contexts, asked, complaints = [], [], []

    def open_page(at="", path=None, size=(1440, 900), **options):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, accept_downloads=True, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{(path or run / 'report.html').as_uri()}{at}")
        if options.get("java_script_enabled", True):
            page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
    assert complaints == []


def shown(page):
    """What is told of how much is shown."""
    return page.locator("#shown").text_content()


def part(page):
    """The words of the part the reviewer is at."""
    return page.locator("article.on li.at")


def is_in_view(locator):
    """Whether an element is wholly in its pane and in the window."""
    return locator.evaluate(
        """one => {
            const box = one.getBoundingClientRect();
            const pane = one.closest(".source, .results").getBoundingClientRect();
            return box.top >= pane.top && box.bottom <= Math.min(pane.bottom, innerHeight);
        }"""
    )


def test_a_figure_of_a_sentence_lights_up_and_brings_up_its_source(opened):
    page = opened(size=(1440, 500))
    figure = page.locator("article.on .summary a", has_text="RMB 40.4 billion")
    source = page.locator("article.on .source a", has_text="404亿元")
    assert not is_in_view(source)
    figure.hover()
    assert "lit" in source.get_attribute("class")
    assert not is_in_view(source), "pointing moves nothing"
    figure.click()
    assert is_in_view(source)
    page.mouse.move(5, 5)
    assert "lit" in source.get_attribute("class"), "what was chosen stays lit"
    page.keyboard.press("Escape")
    assert page.locator(".lit").count() == 0


def test_a_figure_reached_by_tab_lights_up_too(opened):
    page = opened()
    page.locator("article.on .summary a", has_text="RMB 40.4 billion").focus()
    assert page.locator("article.on .source .lit").text_content() == "404亿元"
    page.keyboard.press("Enter")
    assert is_in_view(page.locator("article.on .source .lit"))


def test_a_figure_of_the_source_leads_to_all_that_rests_on_it(opened):
    page = opened()
    source = page.locator("article.on .source a", has_text="538亿元")
    source.click()
    lit = page.locator("article.on .results .lit")
    assert {"538亿元", "RMB 5.38 billion"} <= set(lit.all_text_contents())
    first = part(page).text_content()
    assert is_in_view(part(page))
    source.click()
    assert part(page).text_content() != first, "the next part that rests on it"
    assert is_in_view(part(page))


def test_nothing_moves_where_a_figure_lights_up(opened):
    page = opened()
    places = (
        "[...document.querySelectorAll('article.on p')].map(p => p.getBoundingClientRect().top)"
    )
    before = page.evaluate(places)
    page.locator("article.on .summary a").first.hover()
    assert page.locator(".lit").count() > 1
    assert page.evaluate(places) == before


def test_the_words_a_part_was_made_from_are_highlighted(opened):
    page = opened("#00bb85dbe24becae/fact-f4")
    marked = "[...CSS.highlights.get('evidence')].map(String).join('')"
    assert page.evaluate(marked) == "个，总投资"


def test_wrong_figures_say_so_in_words(opened):
    page = opened()
    wrong = page.locator("article.on a.x", has_text="RMB 5.38 billion")
    assert wrong.locator("+ sup").text_content() == "✗ wrong scale"
    assert "538亿元" in wrong.get_attribute("title")


def test_a_review_by_keyboard_is_saved_applied_and_followed(opened, run, tmp_path):
    folder = shutil.copytree(run, tmp_path / "out")
    page = opened("#00bb85dbe24becae/fact-f3")
    page.keyboard.press("j")
    assert "538亿元" in part(page).text_content()
    page.keyboard.press("r")
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.keyboard.press("n")
    page.keyboard.type("jar: 153亿元 j")
    page.keyboard.press("Enter")
    assert "accepted: jar: 153亿元 j" in part(page).text_content()
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.keyboard.press("a")
    page.keyboard.press("u")
    assert page.locator("#progress").text_content().startswith("2 of ")
    assert "not yet saved" in page.locator("#progress").text_content()
    with page.expect_download() as download:
        page.locator("#save").click()
    assert "not yet saved" not in page.locator("#progress").text_content()
    download.value.save_as(tmp_path / "decisions.json")
    done = CliRunner().invoke(
        app, ["review", "apply", str(folder), str(tmp_path / "decisions.json")]
    )
    assert done.exit_code == 0, done.output
    first = next(iter(reviewed_results(folder)))
    assert {name: one.choice for name, one in first.decisions.items()} == {
        "fact f4": "rejected", "fact f5": "accepted",
    }  # fmt: skip
    assert "f4" not in {fact.id for fact in first.result.facts}
    write_report(folder)
    again = opened("#00bb85dbe24becae/fact-f4", path=folder / "report.html")
    assert "rejected" in part(again).text_content()
    assert again.locator("#progress").text_content().startswith("2 of ")
    again.keyboard.press("r")
    assert again.locator("#progress").text_content().startswith("1 of ")


def test_every_part_can_be_decided_about(opened, run):
    page = opened()
    for entry in page.locator("nav.list > ol > li > a").all():
        entry.click()
        page.evaluate(
            "document.querySelectorAll('article.on [data-choice=accepted]').forEach(b => b.click())"
        )
    with page.expect_download() as download:
        page.locator("#save").click()
    decided = json.loads(download.value.path().read_text(encoding="utf-8"))["decisions"]
    expected = {(r.article.id, p.name, p.words) for r in read_results(run) for p in parts_of(r)}
    assert {(d["article"], d["part"], d["words"]) for d in decided} == expected


def test_decisions_outlive_the_page_and_can_be_loaded_from_a_file(opened, tmp_path):
    page = opened("#00bb85dbe24becae/fact-f4")
    page.keyboard.press("a")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.locator("#progress").text_content().startswith("1 of ")
    with page.expect_download() as download:
        page.locator("#save").click()
    other = opened()
    assert other.locator("#progress").text_content().startswith("0 of ")
    other.set_input_files("#file", download.value.path())
    other.locator("#progress", has_text="1 of ").wait_for(state="attached")
    (tmp_path / "bad.json").write_text("{]", encoding="utf-8")
    other.set_input_files("#file", tmp_path / "bad.json")
    other.locator("#say", has_text="cannot be used").wait_for(state="attached")


def test_leaving_with_unsaved_decisions_is_asked_about(opened):
    page = opened("#00bb85dbe24becae/fact-f4")
    page.keyboard.press("a")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]


def test_filters_combine_count_and_can_be_cleared(opened):
    page = opened()
    everything = shown(page)
    page.locator("#problems").check()
    problems = shown(page)
    assert page.locator("article.on .results li:visible").count() < 10
    page.locator("#kind").select_option("money")
    page.locator("#place").select_option("Luzhou")
    left = shown(page)
    assert int(left.split()[0]) < int(problems.split()[0]) < int(everything.split()[0])
    assert "RMB 5.38 billion" in page.locator("article.on .results li:visible").first.text_content()
    page.locator("#status").select_option("target")
    assert shown(page).startswith("0 of ")
    page.locator("#clear").click()
    assert shown(page) == everything


def test_a_place_holds_the_places_within_it(opened):
    page = opened()
    page.locator("#place").select_option("Luzhou")
    shown_parts = page.locator("article.on .results li:visible").all_text_contents()
    assert any("Luxian County, Luzhou" in words for words in shown_parts)


def test_only_undecided_leaves_out_what_was_decided(opened):
    page = opened("#00bb85dbe24becae/fact-f4")
    page.keyboard.press("a")
    before = int(shown(page).split()[0])
    page.locator("#undecided").check()
    assert int(shown(page).split()[0]) == before - 1
    assert page.locator('article.on li[data-c="accepted"]').is_hidden()


@pytest.mark.parametrize("words", ["538亿元", "luzhou laojiao"])
def test_search_finds_words_of_both_languages_in_results_and_sources(opened, words):
    page = opened()
    page.keyboard.press("/")
    page.keyboard.type(words)
    assert page.locator("nav.list > ol > li:visible").count() == 1
    assert words in page.locator("article.on .results li:visible").first.text_content().lower()
    assert page.evaluate("CSS.highlights.get('hits').size") > 0
    assert ("in the sources" in shown(page)) == (words == "538亿元")


def test_an_address_shows_the_same_again(opened):
    page = opened()
    page.locator("#problems").check()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    address = page.url
    other = opened(f"#{address.partition('#')[2]}")
    assert part(other).text_content() == part(page).text_content()
    assert shown(other) == shown(page)


def test_arrows_change_the_article_and_back_returns(opened):
    page = opened()
    titles = page.locator("nav.list > ol > li span[lang]").all_text_contents()
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    assert page.locator("article.on .source > h3").text_content() == titles[1]
    page.keyboard.press("o")
    page.keyboard.press("ArrowLeft")
    assert page.locator("article.on .source > h3").text_content() == titles[1]
    page.go_back()
    assert page.locator("article.on .source > h3").text_content() == titles[2]


def test_help_opens_by_key_and_closes(opened):
    page = opened()
    page.locator("h1").click()
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#help").is_hidden()


def test_raw_words_are_shown_on_demand(opened):
    page = opened("#cb18e7daacf86f1a")
    assert page.locator("article.on .raw").first.is_hidden()
    page.locator("#raw").click()
    assert "(yè)" in page.locator("article.on .raw").first.text_content()


def test_a_narrow_screen_shows_the_source_below_a_chosen_figure(opened):
    page = opened(size=(390, 844))
    assert page.locator("article.on .source").is_hidden()
    page.locator("article.on .summary a", has_text="RMB 15.3 billion").click()
    assert is_in_view(page.locator("article.on .source .lit"))
    covered = page.locator("article.on .source").bounding_box()["y"]
    chosen = page.locator("article.on .summary a.lit").first.bounding_box()
    assert page.locator("article.on .source .lit").text_content() == "153亿元"
    assert chosen["y"] + chosen["height"] <= covered, "it still is to be seen above"
    page.locator("article.on .close").click()
    assert page.locator("article.on .source").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_theme_can_be_turned(opened):
    page = opened(color_scheme="dark")
    ground = "getComputedStyle(document.body.parentElement).backgroundColor"
    dark = page.evaluate(ground)
    page.locator("#theme").click()
    assert page.evaluate(ground) != dark
    assert page.locator("#theme").text_content() == "Dark"


def test_print_shows_all_of_an_article_and_no_controls(opened):
    page = opened()
    page.emulate_media(media="print")
    assert page.locator("article.on .source p").last.is_visible()
    assert page.locator("article:visible").count() == 1
    for control in (".tools", "nav.list", ".do"):
        assert page.locator(control).first.is_hidden(), control
    page.emulate_media(media="screen")
    page.evaluate("window.print = () => {}")
    page.locator("#print").click()
    page.locator("#print-all").click()
    page.emulate_media(media="print")
    assert page.locator("article:visible").count() == 5


def test_without_script_texts_and_facts_can_be_read(opened):
    page = opened(java_script_enabled=False)
    assert page.locator("article:visible").count() == 5
    assert page.locator(".fact li:visible").count() > 200
    assert page.locator(".only-js:visible").count() == 0


def test_articles_that_failed_stand_in_the_list(opened):
    page = opened()
    assert "empty.html: nothing in it" in page.locator("nav.list").text_content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_axe_finds_nothing_serious(opened, small, scheme, size):
    page = opened(path=small, size=size, color_scheme=scheme, bypass_csp=True)
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.press("n")
    page.locator("#raw").click()
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    page.evaluate(f"{axe}; undefined")
    looked_at = page.evaluate("axe.run()")
    assert len(looked_at["passes"]) > 20
    found = looked_at["violations"]
    page.locator("#keys").click()
    found += page.evaluate("axe.run('#help')")["violations"]
    grave = [
        (one["id"], [node["html"][:200] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == []


def test_a_hostile_article_is_shown_as_text(opened, seed_run, tmp_path):
    results = list(read_results(seed_run))
    folder = write_run(tmp_path / "out", [hostile(results[4]), results[0]])
    page = opened(path=write_report(folder))
    assert page.evaluate("window.owned") is None
    assert page.title() == "out: evidence"
    assert (
        "<script>document.title='owned'</script>"
        in page.locator("article.on .source").text_content()
    )
    assert page.locator("article.on a[href^=javascript]").count() == 0
    assert page.locator("article.on img").count() == 0
    for _ in range(4):
        page.keyboard.press("j")
        page.keyboard.press("a")
    page.locator("#raw").click()
    page.locator("article.on .repairs summary").click()
    page.keyboard.press("n")
    page.keyboard.type("</textarea><script>window.owned=1</script>")
    page.keyboard.press("Enter")
    assert "</textarea>" in part(page).text_content()
    assert page.evaluate("window.owned") is None
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) <= 1440
