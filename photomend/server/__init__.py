"""The web app's server: routes, workers that simulate, the live channel, jobs and cases; no physics of its own."""
