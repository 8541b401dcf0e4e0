"""Shapes shared with the platform: generated models, canonical JSON, errors. Imports nothing of ours."""
