"""The single bridge from the store to maps: rows of one organisation in, tables by neighbourhood out."""
