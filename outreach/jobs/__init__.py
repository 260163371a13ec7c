"""Long work beside the server: a private folder that tells how far it is, and a process that can be stopped."""
