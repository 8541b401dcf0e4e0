"""The base model and its adapters: loading, hashing, rendering, LoRA layers, the gate."""
