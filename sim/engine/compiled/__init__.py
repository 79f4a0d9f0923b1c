"""The desk and its contacts between two turns of the month, compiled; equal to the SimPy clock byte for byte."""
