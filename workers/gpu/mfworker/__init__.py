"""ModelFactory's GPU worker: runtime, jobs, modeling, training, serving, attribution."""

VERSION = "0.1.0"
