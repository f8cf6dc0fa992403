"""The version of the package. The program beside it has to have the same: Sources/invdb/Version.swift."""

__version__ = "0.2.0"
