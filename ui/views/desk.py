"""Not built yet."""


def show() -> None:
    """Nothing yet."""
