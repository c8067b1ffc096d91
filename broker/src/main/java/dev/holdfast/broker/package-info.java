/** Wiring: the embeddable broker and the entry point of the runnable jar. */
@NullMarked
package dev.holdfast.broker;

import org.jspecify.annotations.NullMarked;
