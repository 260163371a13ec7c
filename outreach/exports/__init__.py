"""Files out: what the territory knows, in formats that others read."""
