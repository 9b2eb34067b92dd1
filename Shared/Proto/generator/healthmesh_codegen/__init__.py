"""Code generation from the contract in Shared/Proto."""
