"""The desk and its contacts between two turns of the month, compiled by Numba; equal to the SimPy clock byte for byte."""
