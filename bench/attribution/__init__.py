"""How much of what stacks differ by is their server, their driver, their access style.

`types` is what comes of it, `design` what can be asked of which stacks, `spread` the shares,
`model` the effects, `findings` brings them together. docs/decisions/attribution.md says what
was weighed.
"""
