/**
 * What clients may do: the rules of a permission file, and what they come to for one client in one
 * namespace. Pure functions on names; knows of the broker only who a client is.
 */
@NullMarked
package dev.holdfast.broker.security.permission;

import org.jspecify.annotations.NullMarked;
