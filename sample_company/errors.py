"""The one error a user of the sample company meets; its text says what was wrong, where, and what to do."""


class SampleCompanyError(Exception):
    """A request to the sample company that cannot be met as asked."""
