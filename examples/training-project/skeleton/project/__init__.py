"""Forecasts tomorrow's temperature from the days before."""

__version__ = "0.3.0"
