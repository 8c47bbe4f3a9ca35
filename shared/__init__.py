"""What both worlds share: schema, rules, statements, repositories. Knows no web framework."""
