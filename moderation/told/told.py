"""What every action is told."""


class Told:
    """What every action is told; most touch one feedback alone."""

    def also_touches(self) -> tuple[str, ...]:
        """The references of other feedback that the action writes to: they are locked with the first."""
        return ()
