"""Open data and files in."""
