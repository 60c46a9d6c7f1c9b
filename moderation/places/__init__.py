"""The places that feedback can be about."""
