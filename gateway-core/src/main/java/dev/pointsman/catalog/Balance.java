package dev.pointsman.catalog;

/** How calls are shared among the deployments of a model. */
public enum Balance {
    ORDER,
    ROUND_ROBIN,
    RANDOM,
    WEIGHTED,
    LEAST_INFLIGHT
}
