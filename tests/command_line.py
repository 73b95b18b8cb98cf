"""The command line, run in the process of the tests."""

from __future__ import annotations

import json
import sys

import pytest

from llm_extract.cli import main


class CommandLine:
    """Runs commands in this process, in an empty folder, with kept answers of its own."""

    def __init__(self, capsys, monkeypatch, folder):
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        self.folder = folder
        self.out = self.err = ""

    def __call__(self, *words):
        """The exit code; what was printed is in out and err."""
        self._capsys.readouterr()
        self._monkeypatch.setattr(sys, "argv", ["llm-extract", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        self.out, self.err = self._capsys.readouterr()
        assert "Traceback" not in self.out + self.err
        return ended.value.code or 0

    def lines(self, name, out="out"):
        """The records of a file of the run's folder."""
        text = (self.folder / out / name).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.split("\n") if line]
