"""Content-addressed bytes on disk, fetched by hash through short-lived links."""
