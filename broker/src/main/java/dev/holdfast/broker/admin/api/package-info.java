/**
 * What the routes of the admin API do: they read what is stored on the core's inspector, ask
 * sessions on their lanes, and change things by records of the log, like the verbs of clients.
 */
@NullMarked
package dev.holdfast.broker.admin.api;

import org.jspecify.annotations.NullMarked;
