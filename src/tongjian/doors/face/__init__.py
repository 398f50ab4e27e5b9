"""The one room the page doors share: frames, components, tags, forms, tables and their exports."""
