"""Pure rules: entries, doors, order, outcomes, roles. No database, no web."""
