"""The panel beside every page: stories, terms, levers, a new deal, saving."""
