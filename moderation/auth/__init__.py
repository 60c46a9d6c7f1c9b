"""Signing in and out: sessions kept in the database, so that signing out really ends one."""
