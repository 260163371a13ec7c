"""A publication as one HTML file."""

from maps.disclosure import Released
from maps.released_page import released_page

AUDIENCES = {"partners": "Pour les partenaires", "public": "Publique"}


def single_file(released: Released, organisation: str) -> str:
    """See `maps.released_page`."""
    return released_page(released, organisation, AUDIENCES.get(released.audience, released.audience))
