"""The evidence page of a run: every figure beside the words it came from."""

from .page import REPORT, make_page, write_report

__all__ = ["REPORT", "make_page", "write_report"]
