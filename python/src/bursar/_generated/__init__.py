"""What follows from the core's schema. `cargo xtask generate` writes the modules."""
