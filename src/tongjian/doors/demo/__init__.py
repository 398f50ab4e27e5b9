"""演练数据：a demo province built by the same operations people use."""
