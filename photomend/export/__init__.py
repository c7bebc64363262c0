"""The try-on as static files: a folder that any place on the web can serve, with no program behind it."""
