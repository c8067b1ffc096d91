/** What the lines of the log look like. Knows the logging library, and nothing of the broker. */
@NullMarked
package dev.holdfast.broker.logging;

import org.jspecify.annotations.NullMarked;
