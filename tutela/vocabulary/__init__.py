"""Vocabulary: code lists, the glossary, a country's rules as data, and the words that no screen shows.

It must never know a child, a report or a user: it says what words mean and which numbers a country has set.
"""
