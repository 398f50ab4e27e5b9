"""法规和条款：what the law says, and which items rest on it."""
