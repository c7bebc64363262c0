"""Studies: many treatments at once, settings for a stated wound, and what the uncertain inputs do together."""
