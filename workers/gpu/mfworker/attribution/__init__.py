"""Proof of attribution: exact damped influence on LoRA gradients, as integers from the query code on."""
