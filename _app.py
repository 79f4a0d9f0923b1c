if __name__ == "__main__":
    from sim.ui.choice import Choice
    from sim.ui import work
    from sim.scenario.files import with_overrides
    from tests.worlds import SMALL
    from concurrent.futures import ThreadPoolExecutor
    base = with_overrides(SMALL, {"segments.medium.customers": 14, "provider.teams.frontline.people":2.4})
    def named(self):
        own = with_overrides(base, {"selling.sold_response_share": 0.5, "accounts.Acme.spree_probability_per_day": 0.05, "title": "Over", "accounts.Acme.breaking_point": 4, **self.terms})
        return {"The honest baseline": base, "The over-promise": own}
    Choice.named_scenarios = named
    work.PoolExecutor = lambda *a, **k: ThreadPoolExecutor(1)
    work.WORKERS = 1
    from sim.ui.router import show
    show()
