"""What the actions are told, and the reasons that they give: below whoever performs, stores or reads them."""
