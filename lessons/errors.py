"""How a command ends other than well."""


class UserError(Exception):
    """Something only the user can put right; the message is one sentence that says how."""
