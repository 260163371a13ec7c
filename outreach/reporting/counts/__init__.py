"""What a layer counts, by entrance: one file for each kind of row that is counted, and `counter_of`, which knows them all.

A counter reads the rows once for all periods that are asked, and gives a frame for each: indexed by entrance (UUID, repeated or not), with the numerator's
and the denominator's column of its measure (whole numbers) and the `first` and `last` day of what was counted (or None).
"""
