"""Files with shapes in them, opened safely: features one after the other, in degrees, whatever the file is."""
