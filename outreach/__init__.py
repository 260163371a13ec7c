"""The server of Palier: what happened at the doors, and who may see it."""
