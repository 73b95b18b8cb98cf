"""Figures told of one project, put where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from .labels import Label
from .records import Project

_COUNTY = re.compile(r"[^市县区旗州盟]{1,8}[市县区旗]")


def place_figures(
    labels: list[Label], projects: Iterable[Project], main_region: str | None
) -> list[Label]:
    """The labels, those of a project's figures with its county where they told only the city.

    A place that a figure's sentence narrows down already stays.
    """
    sites = {
        quantity: county
        for project in projects
        for county in [_county(project.place, main_region)]
        if county
        for quantity in project.quantities
    }
    return [
        replace(one, region=sites[one.quantity.id])
        if one.region == main_region and one.quantity.id in sites
        else one
        for one in labels
    ]


def _county(site: str | None, main_region: str | None) -> str | None:
    """The county or district of the article's city that a site lies in."""
    if not site or not main_region or not site.startswith(main_region):
        return None
    inner = _COUNTY.match(site, len(main_region))
    return site[: inner.end()] if inner else None
