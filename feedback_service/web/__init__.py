"""What every page shares: layout, languages, security headers, problem answers, static files."""
