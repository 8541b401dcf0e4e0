"""Adapters in the engine: where they are, and their arithmetic."""
