"""Rules of the provider: rosters, queue order, corner cutting."""
