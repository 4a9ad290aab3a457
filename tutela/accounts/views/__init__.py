"""Pages: they fetch, call, render, redirect."""
