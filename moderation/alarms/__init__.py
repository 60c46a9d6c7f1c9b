"""Safety alarms at the desk: the banner on every page, reading one, and what became of those of the last month."""
