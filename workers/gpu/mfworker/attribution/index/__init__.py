"""Files of an attribution index: layout, Merkle tree, building, opening."""
