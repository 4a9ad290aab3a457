"""Who may prepare a conference, open its papers, end its tasks."""
