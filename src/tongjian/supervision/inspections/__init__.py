"""联合检查：one visit into one premises, from approval and code to reviewed and published results."""
