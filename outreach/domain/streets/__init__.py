"""The walkable streets, and how far it is on foot."""
