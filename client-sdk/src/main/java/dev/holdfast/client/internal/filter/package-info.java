/** Which events were handled, beyond the life of a process. Applications do not use it. */
@NullMarked
package dev.holdfast.client.internal.filter;

import org.jspecify.annotations.NullMarked;
