"""开放数据：what the public pages show, as tables for programs."""
