package dev.holdfast.broker.limits;

/**
 * How many there may be.
 *
 * @param inAll of all addresses together
 * @param perAddress of one address
 */
public record Cap(int inAll, int perAddress) {}
