package dev.holdfast.broker.admin.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.broker.admin.AdminException;
import dev.holdfast.broker.admin.AdminReply;
import dev.holdfast.broker.admin.AdminRequest;
import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.Listing;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.StoredRooms;
import dev.holdfast.broker.routing.Names;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code /v1/rooms}: the rooms and who is in them. */
final class RoomRoutes {
  private static final String PATH = "/v1/rooms";
  private static final String ONE = PATH + "/{room}";
  private static final String MEMBERS = ONE + "/members";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Answering answering;
  private final Shown shown;

  RoomRoutes(Answering answering, Shown shown) {
    this.answering = answering;
    this.shown = shown;
  }

  List<Route> all() {
    return List.of(
        Route.get(
            PATH,
            Params.listing("Lists the rooms of a namespace.", "rooms", "By name."),
            this::list),
        Route.get(
            ONE,
            Params.namespaced("Shows a room.")
                .reply("room", "string", "Its name.")
                .reply("events", "integer", "How many events of it are stored.")
                .reply("bytes", "integer", "What they take, before compression."),
            this::show),
        Route.get(
            MEMBERS,
            Params.listing(
                "Lists the members of a room. A page may be short, or empty, and have a next.",
                "members",
                "Client ids."),
            this::members),
        Route.post(
            MEMBERS + "/{client}/join",
            Params.namespaced("Makes a client a member, from the next event on.")
                .reply("position", "string", "Since when it is one."),
            this::join),
        Route.post(
            MEMBERS + "/{client}/leave",
            Params.namespaced("Ends a membership; what was emitted before is still delivered."),
            this::leave));
  }

  private CompletionStage<AdminReply> list(AdminRequest request) throws AdminException {
    String namespace = Params.namespace(request);
    String after = Params.after(request);
    int limit = Params.limit(request);
    return answering.read(
        stored ->
            Answering.page("rooms", stored.rooms().list(namespace, after, limit), Shown::room));
  }

  private CompletionStage<AdminReply> show(AdminRequest request) throws AdminException {
    String namespace = Params.namespace(request);
    String room = Params.room(request);
    return answering.read(
        stored -> {
          StoredRooms.Room found = stored.rooms().find(namespace, room);
          if (found == null) {
            throw unknown(room, namespace);
          }
          return Shown.room(found);
        });
  }

  private CompletionStage<AdminReply> members(AdminRequest request) throws AdminException {
    String namespace = Params.namespace(request);
    String room = Params.room(request);
    String after = Params.after(request);
    int limit = Params.limit(request);
    return answering.read(
        stored -> {
          Listing<String> members = stored.rooms().members(namespace, room, after, limit);
          if (members == null) {
            throw unknown(room, namespace);
          }
          return Answering.page("members", members, JSON::textNode);
        });
  }

  private static AdminException unknown(String room, String namespace) {
    return AdminException.notFound("there is no room '%s' in %s".formatted(room, namespace));
  }

  private CompletionStage<AdminReply> join(AdminRequest request) throws AdminException {
    String room = Params.room(request);
    String illegal = Names.checkRoom(room);
    if (illegal != null) {
      throw AdminException.badRequest(illegal);
    }
    return answering.change(new LogRecord.Join(Params.client(request), room), this::joined);
  }

  private ObjectNode joined(Applied applied) {
    ObjectNode done = JSON.objectNode();
    return applied instanceof Applied.Joined joined
        ? done.put("position", shown.position(joined.offset()))
        : done;
  }

  private CompletionStage<AdminReply> leave(AdminRequest request) throws AdminException {
    return answering.change(
        new LogRecord.Leave(Params.client(request), Params.room(request)),
        applied -> JSON.objectNode());
  }
}
