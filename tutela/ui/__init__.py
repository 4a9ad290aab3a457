"""The look: base templates, components, forms, vendored assets. It knows no business word and no other context."""
