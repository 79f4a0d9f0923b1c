"""Figures, each with its finding in words for those who cannot see it."""

from sim.report.charts.actuals import actuals_chart
from sim.report.charts.bubble import bubble_chart
from sim.report.charts.curve import Strand, curve_chart
from sim.report.charts.desk import desk_chart
from sim.report.charts.drawing import AxisRange, Picture, span_of
from sim.report.charts.frontier import frontier_chart
from sim.report.charts.heat import heat_chart
from sim.report.charts.history import history_chart
from sim.report.charts.leaving import bars_chart, survival_chart
from sim.report.charts.overview import (
    Mark,
    Panel,
    difference_chart,
    dot_chart,
    fan_chart,
    fan_edges,
    whale_chart,
)
from sim.report.charts.plan import plan_chart
from sim.report.charts.receivables import ageing_chart, cash_chart, days_chart
from sim.report.charts.spread import spread_chart
from sim.report.charts.standing import StandingPoint, standing_chart
from sim.report.charts.statement import StatementStep, statement_chart
from sim.report.charts.tipping import tipping_chart
from sim.report.charts.tornado import Bar, tornado_chart
from sim.report.charts.waterfall import waterfall_chart
from sim.report.charts.zones import zone_chart

__all__ = [
    "AxisRange",
    "Bar",
    "Mark",
    "Panel",
    "Picture",
    "StandingPoint",
    "StatementStep",
    "Strand",
    "actuals_chart",
    "ageing_chart",
    "bars_chart",
    "bubble_chart",
    "cash_chart",
    "curve_chart",
    "days_chart",
    "desk_chart",
    "difference_chart",
    "dot_chart",
    "fan_chart",
    "fan_edges",
    "frontier_chart",
    "heat_chart",
    "history_chart",
    "plan_chart",
    "span_of",
    "spread_chart",
    "standing_chart",
    "statement_chart",
    "survival_chart",
    "tipping_chart",
    "tornado_chart",
    "waterfall_chart",
    "whale_chart",
    "zone_chart",
]
