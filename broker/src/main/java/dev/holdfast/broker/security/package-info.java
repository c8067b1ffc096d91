/**
 * Who may connect: credentials are checked here, and what is known of whoever holds one is a {@link
 * dev.holdfast.broker.security.Principal}. Nothing outside this package sees a credential for
 * longer than it takes to hand it over.
 */
@NullMarked
package dev.holdfast.broker.security;

import org.jspecify.annotations.NullMarked;
