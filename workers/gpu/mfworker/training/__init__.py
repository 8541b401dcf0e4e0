"""Fine-tuning: rows to examples, batch order, SFT with LoRA, checkpoints, evaluation, preview."""
