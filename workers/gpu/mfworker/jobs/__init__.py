"""Composition: what each kind of job does, and the processes that serve."""
