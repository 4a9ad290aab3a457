"""Registers: tables kept by one mechanism (list, form, file in and out), and the published lists they draw on.

A context above declares a table by subclassing ``Entry``. It holds no table itself and must never know what stands in one.
"""
