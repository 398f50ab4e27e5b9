"""界面：the room the page doors share – frame, components, static files, tags."""
