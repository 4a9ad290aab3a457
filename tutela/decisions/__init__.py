"""Decisions of weight about a child: the best interests determined by a panel before anybody acts (R136, R130, P17)."""
