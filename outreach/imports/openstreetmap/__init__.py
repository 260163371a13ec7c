"""An OpenStreetMap extract (.osm.pbf) becomes the map of streets under ours, and the streets that walks follow."""
