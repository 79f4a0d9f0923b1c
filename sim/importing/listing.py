"""The file by which the folder of an import is known."""

__all__ = ["CONTENTS"]

CONTENTS = "import.json"
"""Lists what import wrote, with the SHA-256 of each file; by it a folder is known as one that may be replaced."""
