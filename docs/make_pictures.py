"""Makes the pictures of the README from the real thing: the run of the seeds, and its pages.

    python docs/make_pictures.py

It replays the recordings in cassettes/ and needs Playwright, and Chromium on this machine.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
COLUMNS = 112
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
CLAIM = "On 24 April 2022 Luzhou broke ground on 95 projects worth RMB 5.38 billion."
SHOWN = (
    ("llm-extract run seeds --out out", ("run", "seeds", "--replay", "cassettes", "--out")),
    (
        f'llm-extract check "{CLAIM}" --source seeds/000_8071ac56ac2561a3.txt',
        ("check", CLAIM, "--source", "seeds/000_8071ac56ac2561a3.txt"),
    ),
)
"""The commands as they are shown, and as they are run: answers are replayed here."""
THEME = TerminalTheme(
    (250, 250, 247), (30, 32, 36),
    [(30, 32, 36), (170, 38, 38), (24, 120, 70), (150, 100, 0),
     (30, 80, 160), (120, 60, 140), (0, 110, 120), (120, 120, 120)],
)  # fmt: skip

TERMINAL = """<!doctype html><meta charset="utf-8"><style>
{stylesheet}
body {{ margin: 0; background: {background}; color: {foreground}; }}
pre {{ display: inline-block; margin: 0; padding: 20px 24px;
       font: 15px/1.45 "Noto Sans Mono CJK SC", monospace; }}
</style><pre>{code}</pre>"""
"""The font is one whose Chinese characters are twice as wide as its letters."""


def main() -> None:
    """Write all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        out = Path(folder) / "out"
        terminal = Path(folder) / "terminal.html"
        terminal.write_text(_terminal(out), encoding="utf-8")
        _run("report", str(out), "--to", f"{folder}/evidence.html")
        _run("brief", str(out), "--to", f"{folder}/briefing.html")
        browser = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        _picture_of_terminal(browser, terminal)
        _picture_of_evidence(browser, Path(folder) / "evidence.html")
        _picture_of_briefing(browser, Path(folder) / "briefing.html")
        browser.close()


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return found or shutil.which("google-chrome") or sys.exit("no Chromium on this machine")


def _run(*words: str) -> str:
    """What a command prints on a terminal."""
    command = [sys.executable, "-m", "llm_extract", *words]
    told = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)}
    done = subprocess.run(  # noqa: S603  (our own arguments)
        command, capture_output=True, text=True, env=told, cwd=ROOT, check=False
    )
    return done.stdout


def _terminal(out: Path) -> str:
    """The commands with what they print, as HTML."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    for shown, words in SHOWN:
        given = (*words, str(out)) if words[-1] == "--out" else words
        console.print(Text(f"$ {shown}", style="bold"))
        console.print(Text.from_ansi(_run(*given)))
    return console.export_html(theme=THEME, code_format=TERMINAL)


def _picture_of_terminal(browser: Browser, html: Path) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    page.goto(html.as_uri())
    page.locator("pre").screenshot(path=PICTURES / "terminal.png")
    page.close()


def _picture_of_evidence(browser: Browser, html: Path) -> None:
    """The page with a figure of the summary chosen, and its words lit up in the source."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(html.as_uri())
    page.get_by_text("RMB 53.8 billion").first.click()
    page.wait_for_timeout(300)
    page.screenshot(path=PICTURES / "evidence.png")
    page.close()


def _picture_of_briefing(browser: Browser, html: Path) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 1250})
    page.goto(html.as_uri())
    page.screenshot(path=PICTURES / "briefing.png")
    page.close()


if __name__ == "__main__":
    main()
