"""formgen: official forms from plain text."""

__version__ = "0.1.0"
