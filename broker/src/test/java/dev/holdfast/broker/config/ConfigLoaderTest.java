package dev.holdfast.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.broker.config.ConfigLoader.CommandLineValue;
import dev.holdfast.broker.routing.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  @TempDir Path temp;

  @Test
  void noFileMeansTheDefaults() throws ConfigException {
    BrokerConfig config = ConfigLoader.load(null, List.of());
    assertThat(config).isEqualTo(BrokerConfig.defaults());
    assertThat(config.server().host()).isEqualTo("127.0.0.1");
    assertThat(config.server().port()).isEqualTo(7400);
    assertThat(config.storage().dataDir()).isEqualTo(Path.of("data"));
    assertThat(config.namespaces()).containsExactly(new NamespaceConfig("/", Routes.toEveryone()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "server:\n", "server:\n  # port: 1\nqueue: {}\n"})
  void whatIsNotMentionedKeepsItsDefault(String yaml) throws Exception {
    assertThat(load(yaml)).isEqualTo(BrokerConfig.defaults());
  }

  @Test
  void whatIsMentionedIsTaken() throws Exception {
    BrokerConfig config =
        load(
            """
            server:
              host: 0.0.0.0
              port: 0
              path: /a/b/
              allowedOrigins: ["https://example.org", "*"]
              cookie: io
              serveClient: false
            queue: {tailBytes: 68719476736}
            storage:
              dataDir: "/var/lib/holdfast"
            shutdown: {drainTimeoutMs: 0}
            """);
    assertThat(config.server().host()).isEqualTo("0.0.0.0");
    assertThat(config.server().port()).isZero();
    assertThat(config.server().path()).isEqualTo("/a/b/");
    assertThat(config.server().allowedOrigins()).containsExactly("https://example.org", "*");
    assertThat(config.server().cookie()).isEqualTo("io");
    assertThat(config.server().serveClient()).isFalse();
    assertThat(config.queue().tailBytes()).isEqualTo(1L << 36);
    assertThat(config.storage().dataDir()).isEqualTo(Path.of("/var/lib/holdfast"));
    assertThat(config.shutdown().drainTimeoutMs()).isZero();
  }

  @Test
  void allErrorsAreReportedAtOnceEachWithItsPlace() {
    assertThat(
            problems(
                """
                server:
                  prot: 1
                  port: 70000
                  host: 127
                sesion: {}
                queue:
                  pageEvents: many
                storage: [data]
                namespaces:
                  - name: chat
                    routes:
                      - {event: "a", to: "room:$x"}
                      - {event: "b"}
                    defaultroute: everyone
                """))
        .containsExactly(
            "2:3: server.prot: unknown key; did you mean server.port?",
            "3:9: server.port: must be a whole number from 0 to 65535, not '70000'",
            "4:9: server.host: must be a host name or an address, not '127'",
            "5:1: sesion: unknown key; did you mean session?",
            "7:15: queue.pageEvents: must be a whole number from 1 to 100000, not 'many'",
            "8:10: storage: must be a mapping with the keys dataDir, memoryBudgetBytes,"
                + " minFreeBytes",
            "10:11: namespaces[0].name: must be the name of a namespace: '/' and at most 254 further"
                + " characters, none of them ',', '?' or a control character; * stands for any"
                + " text, not 'chat'",
            "12:26: namespaces[0].routes[0].to: illegal room name: it begins with $. Legal is 1 to"
                + " 255 bytes of UTF-8 without control characters that does not begin with $ or ~",
            "13:9: namespaces[0].routes[1]: has no to",
            "14:5: namespaces[0].defaultroute: unknown key; did you mean"
                + " namespaces[0].defaultRoute?");
  }

  @Test
  void aKeyInTheWrongGroupIsTracedToItsOwn() {
    assertThat(problems("port: 1\nqueue: {dataDir: x}"))
        .containsExactly(
            "1:1: port: unknown key; did you mean server.port?",
            "2:9: queue.dataDir: unknown key; did you mean storage.dataDir?");
  }

  @Test
  void anUnknownKeyLikeNoOtherGetsTheListOfThoseThatExist() {
    assertThat(problems("shutdown: {zzz: 1}"))
        .containsExactly(
            "1:12: shutdown.zzz: unknown key; known here: drainTimeoutMs, closePerSecond,"
                + " restartMs");
  }

  @Test
  void aRepeatedKeyIsAnError() {
    assertThat(problems("server:\n  port: 1\n  port: 2\n"))
        .containsExactly("3:3: server.port: was given before");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "server: {port: }               | 'nothing'",
        "server: {port: '80'}           | '80' in quotes",
        "server: {port: 0x50}           | '0x50'",
        "server: {port: 1_000}          | '1_000'",
        "server: {port: 010}            | '010'",
        "server: {port: 1:30}           | '1:30'",
        "server: {port: 80.0}           | '80.0'",
        "server: {port: -1}             | '-1'",
        "server: {port: 99999999999999999999} | '99999999999999999999'",
        "server: {port: [80]}           | a sequence",
        "server: {path: socket.io}      | 'socket.io'",
        "server: {path: /socket.io}     | '/socket.io'",
        "server: {cookie: true}         | 'true'",
        "server: {serveClient: yes}     | 'yes'",
        "server: {serveClient: True}    | 'True'",
        "server: {serveClient: 'true'}  | 'true' in quotes",
        "server: {serveClient: 1}       | '1'",
        "server: {cookie: a b}          | 'a b'",
        "server: {host: ''}             | '' in quotes",
        "server: {allowedOrigins: '*'}  | '*' in quotes",
        "server: {allowedOrigins: [example.org]} | 'example.org'",
        "storage: {dataDir: ''}         | '' in quotes",
        "storage: {memoryBudgetBytes: 1000} | '1000'",
        "namespaces: []                 | a sequence",
        "namespaces: /                  | '/'"
      })
  void aValueThatIsNotLegalIsQuoted(String yaml, String quoted) {
    String expected = quoted.equals("'nothing'") ? "nothing" : quoted;
    assertThat(problems(yaml)).singleElement().asString().contains("must be ").endsWith(expected);
  }

  @Test
  void valuesThatContradictEachOtherAreAnError() {
    assertThat(problems("session:\n  defaultWindow: 10\n  maxWindow: 5\n"))
        .containsExactly(
            "2:18: session.defaultWindow: must be at most session.maxWindow, which is 5, not '10'");
    assertThat(problems("session: {maxWindow: 5}"))
        .containsExactly(
            "1:22: session.defaultWindow: must be at most session.maxWindow, which is 5, not"
                + " '1000'");
    assertThat(problems("session: {maxWindow: x, defaultWindow: 200000}")).hasSize(1);
  }

  @Test
  void theFilesOfTlsGoTogether() {
    assertThat(problems("tls: {certFile: c.pem}"))
        .containsExactly("1:17: tls.certFile: needs tls.keyFile");
    assertThat(problems("tls: {keyFile: k.pem}"))
        .containsExactly("1:16: tls.keyFile: needs tls.certFile");
    String files = "tls: {certFile: c.pem, keyFile: k.pem, ";
    assertThat(problems(files + "clientAuth: required}"))
        .singleElement()
        .asString()
        .endsWith("tls.clientAuth: needs tls.clientCaFile");
    assertThat(problems(files + "clientCaFile: ca.pem}"))
        .singleElement()
        .asString()
        .endsWith("tls.clientCaFile: is not used while tls.clientAuth is none");
    assertThat(problems("tls: {clientAuth: request, clientCaFile: ca.pem}"))
        .containsExactly("1:19: tls.clientAuth: needs tls.certFile");
    assertThat(problems("tls: {minVersion: TLSv1.1}"))
        .containsExactly("1:19: tls.minVersion: must be one of TLSv1.2, TLSv1.3, not 'TLSv1.1'");
  }

  @Test
  void whatIsNotYamlIsReportedWithItsPlace() {
    assertThat(problems("server:\n  port: [1\n"))
        .singleElement()
        .asString()
        .startsWith("3:1: is not YAML");
    assertThat(problems("- a\n- b\n"))
        .containsExactly(
            "1:1: must be a mapping with the keys server, auth, compression, msgpack, tls, session,"
                + " recovery, queue, retention, storage, shutdown, limits, admin, logging,"
                + " namespaces");
    assertThat(problems("a: \u0000")).singleElement().asString().contains("is not YAML");
    assertThat(problems("---\na: 1\n---\nb: 1\n"))
        .singleElement()
        .asString()
        .contains("is not YAML");
  }

  @Test
  void aFileThatCannotBeReadIsAnError() throws Exception {
    Path missing = temp.resolve("missing.yaml");
    assertThat(failure(missing)).hasMessageContaining(missing + ": there is no such file");
    assertThat(failure(temp)).hasMessageContaining(temp + ": cannot be read");
    Path latin = temp.resolve("latin.yaml");
    Files.write(latin, "cookie: é".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(failure(latin)).hasMessageContaining(latin + ": is not text in UTF-8");
  }

  @Test
  void theCommandLineWinsOverTheFile() throws Exception {
    Path file = write("server:\n  port: 1\n  host: a\n");
    BrokerConfig config =
        ConfigLoader.load(file, List.of(new CommandLineValue<>(Keys.PORT, "--port", "2")));
    assertThat(config.server().port()).isEqualTo(2);
    assertThat(config.server().host()).isEqualTo("a");
  }

  @Test
  void errorsOnTheCommandLineAreReportedWithThoseInTheFile() throws Exception {
    Path file = write("server: {path: x}");
    ConfigException failure =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                ConfigLoader.load(
                    file,
                    List.of(
                        new CommandLineValue<>(Keys.PORT, "--port", "many"),
                        new CommandLineValue<>(Keys.DATA_DIR, "--data", "\u0000"))));
    assertThat(failure)
        .hasMessageStartingWith("The configuration has 3 errors:\n  " + file + ":1:16: server.path")
        .hasMessageContaining(
            "\n  --port: server.port: must be a whole number from 0 to 65535, not 'many'")
        .hasMessageContaining("\n  --data: storage.dataDir: must be the path of a directory");
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(temp.resolve("holdfast.yaml"), yaml);
  }

  private BrokerConfig load(String yaml) throws IOException, ConfigException {
    return ConfigLoader.load(write(yaml), List.of());
  }

  private static ConfigException failure(Path file) {
    return catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(file, List.of()));
  }

  /** Without the name of the file, which is the same in all of them. */
  private List<String> problems(String yaml) {
    try {
      Path file = write(yaml);
      return failure(file).problems().stream()
          .map(problem -> problem.toString().substring(file.toString().length() + 1))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
