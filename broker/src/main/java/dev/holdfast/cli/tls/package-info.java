/** How commands speak TLS with a broker. */
@NullMarked
package dev.holdfast.cli.tls;

import org.jspecify.annotations.NullMarked;
