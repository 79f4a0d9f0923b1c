"""The scenario document: schema, files, overrides, fingerprint and assumption sheet."""
