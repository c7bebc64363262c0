"""Pattern: where microbeams land, what they cover, and what close neighbours do together."""

from photomend.pattern.cluster import Clusters, cluster_coverage_gain, find_clusters
from photomend.pattern.coverage import Pattern
from photomend.pattern.overlap import lattice_shares, poisson_shares, repeat_passes

__all__ = [
    "Clusters",
    "Pattern",
    "cluster_coverage_gain",
    "find_clusters",
    "lattice_shares",
    "poisson_shares",
    "repeat_passes",
]
