"""errgate: a reverse proxy that gives the clients of many HTTP APIs one error language."""

__version__ = "0.1.0"
