"""Those who answer together."""
