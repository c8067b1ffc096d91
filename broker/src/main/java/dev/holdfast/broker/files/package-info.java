/**
 * What other users of the machine may do with the broker's files. Imports nothing of the broker.
 */
@NullMarked
package dev.holdfast.broker.files;

import org.jspecify.annotations.NullMarked;
