package dev.holdfast.client;

import java.util.List;

/** A session as a list of sessions tells of it. */
public interface FetchedSession extends Session {
  /** The rooms it was in when the list was made. */
  List<String> fetchedRooms();
}
