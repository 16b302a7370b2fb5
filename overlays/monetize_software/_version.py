"""The version of the distribution, read by the build. Holds nothing else."""

__version__ = "0.1.0"
