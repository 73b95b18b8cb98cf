"""Makes `python -m llm_extract` the command line."""

from .cli import main

main()
