"""Short instruments: how coded answers become a signal. Nothing is imputed: what is missing stays unknown."""
