"""Talks to the platform and spawns one child per job. Never imports torch."""
