"""通监：跨部门综合监管平台。The floors are described in ARCHITECTURE.md."""

__version__ = "0.1.0"
