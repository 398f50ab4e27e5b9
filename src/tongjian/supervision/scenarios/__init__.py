"""一件事：several items of several departments about one kind of object, arranged as one matter."""
