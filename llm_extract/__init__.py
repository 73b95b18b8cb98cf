"""Chinese investment-campaign news into facts and summaries whose every number is checked."""

__version__ = "0.1.0"
