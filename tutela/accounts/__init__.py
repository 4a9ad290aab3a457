"""Accounts: users, teams, roles, grants, undertakings, team keys, break-glass permissions, API clients.

It says who may do what where. It must never know a child, a report or a file.
"""
