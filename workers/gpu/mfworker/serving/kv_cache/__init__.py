"""Keys and values of running sequences."""
