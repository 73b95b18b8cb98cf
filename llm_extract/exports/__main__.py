"""Prints the data dictionary: python -m llm_extract.exports > docs/data-dictionary.md."""

import sys

from .described import dictionary

sys.stdout.write(dictionary())
