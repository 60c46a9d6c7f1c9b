"""The core: what feedback is, how it is stored, published, delivered and measured.

Nothing here imports a channel, the moderation desk or the roof.
"""
