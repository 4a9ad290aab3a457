"""Directory: territories, organisations, offices and service points (Open Referral HSDS).

It must never know who uses a service.
"""
