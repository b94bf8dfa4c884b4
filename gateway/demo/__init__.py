"""The legacy demo: an HTTP server that fails the way real APIs do, for trying errgate and for its tests."""
