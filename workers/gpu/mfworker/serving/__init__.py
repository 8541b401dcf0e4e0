"""The engine: one base model, many adapters in one batch, behind an OpenAI-compatible surface."""
