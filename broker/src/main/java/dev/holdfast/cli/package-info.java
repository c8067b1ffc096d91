/** The commands of the runnable jar: their options, their output and their exit codes. */
@NullMarked
package dev.holdfast.cli;

import org.jspecify.annotations.NullMarked;
