"""Findings for readers: one module per format. Knows `diagnostics` and `width` alone."""
