"""Parts of the one-command pretraining of `mf-tiny`: sources, generated text, tokenizer, export."""
