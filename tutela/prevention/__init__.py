"""Prevention: campaigns, community mechanisms, companies and codes of conduct, family support, shocks.

It must never hold the name of a child; companies get no door to case data.
"""
