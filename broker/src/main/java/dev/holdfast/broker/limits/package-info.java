/**
 * What one client, one address and all of them together may take: rates, counts of slots, and who
 * an address is. Knows neither sessions nor the transport, which ask here before they spend
 * anything; {@link dev.holdfast.broker.limits.LimitListener} hears of every refusal.
 */
@NullMarked
package dev.holdfast.broker.limits;

import org.jspecify.annotations.NullMarked;
