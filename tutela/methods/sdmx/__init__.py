"""Statistical tables for other systems: SDMX structures and data, written by pysdmx, every code checked before.

`tables` holds the plain table and its structure, `check` refuses what stands in no list, `writer` writes SDMX-ML 2.1,
SDMX-CSV 2.0 and SDMX-JSON 2.0. pysdmx and pandas are loaded when something is written.
"""
