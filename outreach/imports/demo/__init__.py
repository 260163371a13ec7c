"""The demo territory: invented places, doors and people, and six months of visits."""
