"""Counts of what is right, and the misses behind them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Miss:
    """One thing that differs from the gold answer, with the sentence it stands in."""

    metric: str
    message: str
    sentence: str = ""


@dataclass
class Score:
    """Counts for one article by metric; rates are computed from them, never stored."""

    article: str
    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    statuses: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often a gold status (first) was told as another (second), of core facts."""
    misses: list[Miss] = field(default_factory=list)

    def count(self, metric: str, *, right: bool) -> bool:
        """Count one case of `metric`; returns whether it was right."""
        self.right[metric] += right
        self.of[metric] += 1
        return right

    def miss(self, metric: str, message: str, sentence: str = "") -> None:
        """Note one difference."""
        self.misses.append(Miss(metric, message, sentence))

    def add(self, other: Score) -> None:
        """Add another article's counts to this one's."""
        self.right.update(other.right)
        self.of.update(other.of)
        self.statuses.update(other.statuses)

    def rate(self, metric: str) -> float | None:
        """The share that is right, None where there is nothing to be right about.

        A metric that ends in .f1 is the harmonic mean of its .recall and .precision.
        """
        name, _, kind = metric.rpartition(".")
        if kind == "f1":
            return self._f1(name)
        return self._share(metric)

    def _f1(self, name: str) -> float | None:
        recall, precision = (self._share(f"{name}.{kind}") for kind in ("recall", "precision"))
        if recall is None and precision is None:
            return None
        recall, precision = recall or 0.0, precision or 0.0
        return 2 * recall * precision / (recall + precision) if recall + precision else 0.0

    def _share(self, metric: str) -> float | None:
        return self.right[metric] / self.of[metric] if self.of[metric] else None

    @property
    def metrics(self) -> list[str]:
        """Every metric that was counted, with the F1 of those that have one."""
        names = list(self.of)
        pairs = [n.removesuffix(".recall") for n in names if n.endswith(".recall")]
        return [*names, *(f"{name}.f1" for name in pairs)]
