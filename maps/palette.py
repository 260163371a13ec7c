"""The colours of areas, in the light theme: what files and paper use. A page takes them, and their dark sisters, from `style/neighbourhood-map.css`."""

CLASSES = ("#f0e5b5", "#bccb8d", "#76ad84", "#2f7f79", "#11464f")
"""Light to dark in even steps, also in grey."""

CHANGES = {"up-1": "#f1c27d", "up-2": "#b35a00", "flat": "#f4efe4", "down-1": "#b9b2dc", "down-2": "#5b3a9c"}

PAIRS = {
    "a1": "#efece6",
    "b1": "#a3cbea",
    "c1": "#3b93d8",
    "a2": "#f4c58a",
    "b2": "#b1aaa0",
    "c2": "#4a6c86",
    "a3": "#e0810f",
    "b3": "#7d5622",
    "c3": "#232427",
}
"""The first measure rises from left to right (a to c), the second upwards (1 to 3)."""

FEW, NONE, MARK = "#e4dfd4", "#fbf8f1", "#8c8371"

LOOKS: dict[str, str] = {
    **{f"class-{place}": colour for place, colour in enumerate(CLASSES)},
    **{f"change-{name}": colour for name, colour in CHANGES.items()},
    **{f"pair-{name}": colour for name, colour in PAIRS.items()},
    "spot-high": CHANGES["up-2"],
    "spot-high-among-low": CHANGES["up-1"],
    "spot-low": CHANGES["down-2"],
    "spot-low-among-high": CHANGES["down-1"],
    "spot-none": CHANGES["flat"],
    "spot-alone": NONE,
    "few": FEW,
    "none": NONE,
}
"""Look of an area (see `maps.shading`) → its colour."""

DARK = frozenset(
    {"class-3", "class-4", "change-up-2", "change-down-2", "spot-high", "spot-low", "pair-c2", "pair-b3", "pair-c3"},
)
"""Looks on which words are white."""
