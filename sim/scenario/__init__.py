"""The scenario document: schema, files, paths, overrides, timeline, levers and assumption sheet."""
