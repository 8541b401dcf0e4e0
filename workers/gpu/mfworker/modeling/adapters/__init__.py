"""Identity and safety of adapters: manifest, file gate, LoRA layers."""
