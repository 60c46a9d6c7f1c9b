"""Settings, logging and the server's configuration: read once, imported by every floor, importing none."""
