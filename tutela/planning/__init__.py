"""Planning: strategies, objectives, activities, money, people and bodies, consultations with children.

Institutions and counts only. It knows no recommendation (monitoring says which activity answers which) and no record.
"""
