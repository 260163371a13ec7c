"""One use case per file. A service takes a session and the time as arguments and never commits."""
