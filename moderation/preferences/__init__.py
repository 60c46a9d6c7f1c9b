"""The page on which administrators decide how the desk works, made from `feedback_service.preferences`."""
