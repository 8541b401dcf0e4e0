"""HTTP surfaces of the engine: OpenAI routes, control routes, errors, server-sent events."""
