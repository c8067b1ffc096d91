/**
 * Socket.IO on an Engine.IO session: namespaces, connecting, the verbs, the four ways to
 * acknowledge. {@link dev.holdfast.broker.session.Session} owns the state of one client's session.
 */
@NullMarked
package dev.holdfast.broker.session;

import org.jspecify.annotations.NullMarked;
