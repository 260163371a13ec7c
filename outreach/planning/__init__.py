"""Rounds worked out: shares of entrances, the way of a walk, the hours people open at. Knows entrances by id, weight and place, never who lives there."""
