"""EPICES, the French score of precarity of the health-examination centres: only what the first contact asks of it.

Source: Cetaf / Assurance maladie; Sass et al., BEH 14/2006. One item alone gives no score, and none is computed here.
"""

from typing import Final

ITEM_5: Final = (
    "Y a-t-il des périodes dans le mois où vous rencontrez de réelles difficultés financières à faire face à vos besoins (alimentation, loyer, EDF…) ?"
)
"""The published wording, with plain spaces."""

ITEM_5_FIELD: Final = "epices_05"
"""`yes`, `no` or `unknown`."""
