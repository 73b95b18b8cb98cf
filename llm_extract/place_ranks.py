"""What lies in what: parts of a place, provinces, and the zones of a county."""

from __future__ import annotations

from .cues import cue
from .places import PlaceMention


def is_part(name: str | None, region: str | None) -> bool:
    """Whether a place lies within another, by their full names."""
    return bool(name and region and name != region and name.startswith(region))


def is_province(region: str | None) -> bool:
    """Whether a region is a province, by its name."""
    return (region or "").endswith(("省", "自治区"))


def lies_in(place: PlaceMention, region: str | None) -> bool:
    """Whether a mention is of a place in a region, by its name or by what is around it."""
    return is_part(place.name, region) or any(
        region == around or is_part(around, region) for around in place.parents
    )


def is_within_county(place: PlaceMention) -> bool:
    """Whether a zone is a county's, or only a park, and so speaks for what lies around it."""
    is_county = len(place.parents) > 1 and place.parents[0].startswith(place.parents[1])
    return is_county or bool(cue("park").search(place.name or ""))
