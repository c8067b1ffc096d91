/** The commands of an operator, on top of a running broker's admin API. */
@NullMarked
package dev.holdfast.cli.operate;

import org.jspecify.annotations.NullMarked;
