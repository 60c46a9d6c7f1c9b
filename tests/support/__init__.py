"""What the tests share: the service as a real server, a visitor with forms, databases, a browser."""
