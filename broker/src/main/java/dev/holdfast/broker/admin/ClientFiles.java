package dev.holdfast.broker.admin;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.broker.transport.ContentCoding;
import dev.holdfast.broker.transport.OtherRequests;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Serves the Socket.IO browser client, so that a page can say {@code <script
 * src="/socket.io/socket.io.js">}. Answers as the reference server does: to every method, with the
 * version as the entity tag, whether compressed or not, and to {@code If-None-Match} only when it
 * is exactly that tag.
 *
 * <p>The build puts the files into the jar. They are read once, before anybody listens, since an
 * event loop must not wait for a disk: 1.2 MB in all. Immutable, used by all event loops.
 */
public final class ClientFiles implements OtherRequests {
  /** What the reference server serves; the package holds no other scripts. */
  private static final List<String> SCRIPTS =
      List.of(
          "socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js");

  private static final String RESOURCES = "/dev/holdfast/socketio-client/";
  private static final String SCRIPT = "application/javascript; charset=utf-8";
  private static final String MAP = "application/json; charset=utf-8";

  private final Map<String, File> filesByPath;
  private final String tag;

  /**
   * One file, and compressed once for all.
   *
   * @param gzipped the content in the coding gzip
   */
  private record File(String contentType, Buffer content, Buffer gzipped) {
    static File of(String contentType, byte[] content) {
      byte[] gzipped = ContentCoding.GZIP.encode(content, 0, content.length);
      return new File(contentType, Buffer.buffer(content), Buffer.buffer(gzipped));
    }
  }

  private ClientFiles(Map<String, File> filesByPath, String tag) {
    this.filesByPath = Map.copyOf(filesByPath);
    this.tag = tag;
  }

  /**
   * Reads the files.
   *
   * @param path where they are served; ends with a slash
   * @throws IllegalStateException when the build has left a file out
   */
  public static ClientFiles under(String path) {
    Map<String, File> files = new HashMap<>();
    for (String script : SCRIPTS) {
      files.put(path + script, File.of(SCRIPT, read(script)));
      String map = script + ".map";
      files.put(path + map, File.of(MAP, read(map)));
    }
    return new ClientFiles(files, '"' + version() + '"');
  }

  @Override
  public boolean take(HttpServerRequest request) {
    File file = filesByPath.get(request.path());
    if (file == null) {
      return false;
    }
    HttpServerResponse response = request.response();
    response.headers().add("Vary", "Accept-Encoding");
    if (isCurrent(request.getHeader("If-None-Match"))) {
      response.setStatusCode(304).end();
      return true;
    }
    response.putHeader("Cache-Control", "public, max-age=0");
    response.putHeader("Content-Type", file.contentType());
    response.putHeader("ETag", tag);
    Buffer body = file.content();
    if (ContentCoding.accepted(request.getHeader("Accept-Encoding")) == ContentCoding.GZIP) {
      response.putHeader("Content-Encoding", ContentCoding.GZIP.wireName());
      body = file.gzipped();
    }
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader("Content-Length", Integer.toString(body.length())).end();
    } else {
      response.end(body);
    }
    return true;
  }

  private boolean isCurrent(@Nullable String known) {
    return known != null && (known.equals(tag) || known.equals("W/" + tag));
  }

  private static String version() {
    try {
      return new JsonMapper().readTree(read("package.json")).required("version").textValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(String name) {
    try (InputStream in = ClientFiles.class.getResourceAsStream(RESOURCES + name)) {
      if (in == null) {
        throw new IllegalStateException("the build has left out " + RESOURCES + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
