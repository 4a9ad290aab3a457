"""Exports of files: asked for with a purpose, agreed by data protection, encrypted to a named recipient before they touch the disk."""
