"""监管对象：one record per supervised entity, its identifiers, premises, names and the source of each fact."""
